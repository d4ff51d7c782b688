delete from pin where municipality_code = :code and layer = :layer
