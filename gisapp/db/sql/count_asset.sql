select count(*) from service where municipality_code = :code and layer = :layer and status = 'active'
