select columns from column_mapping where municipality_code = :code and layer = :layer and fingerprint = :fingerprint
