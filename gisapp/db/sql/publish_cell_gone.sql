delete from population_cell where municipality_code = :code and layer = :layer and year = :year
