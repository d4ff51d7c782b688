select count(*) from walk_edge where municipality_code = :code and layer = :layer
