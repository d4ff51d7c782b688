select id from service where municipality_code = :code and layer = :layer
