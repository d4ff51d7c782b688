select count(*) from gazetteer_town where municipality_code = :code and layer = :layer
