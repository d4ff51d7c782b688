select unit_key <> key as joined, unit_key, ST_AsBinary(geom) as geom
from population_cell
where municipality_code = :code and layer = :layer and year = :year
order by key
