select count(*) from public_asset where municipality_code = :code and layer = :layer and geom is null
