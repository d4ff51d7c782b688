insert into population_cell (municipality_code, layer, year, key, unit_key, households, geom, run_id)
select :code, :layer, :year, key, unit_key, households, ST_Multi(geom), :run_id
from stage_cell
order by key
