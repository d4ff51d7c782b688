-- The cells of one layer and year, and whether the people of a cell are in another one (a suppressed cell).
select c.unit_key, c.unit_key <> c.key as joined, c.households, ST_AsBinary(c.geom) as geom
from population_cell c
where c.municipality_code = :code and c.layer = :layer and c.year = :year
order by c.key
