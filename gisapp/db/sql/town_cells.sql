-- The small areas of the newest census that have a name: boundaries of towns where no town areas are loaded.
select key, name, '' as ward, ST_AsBinary(geom) as geom
from population_cell
where municipality_code = :code and layer = 'population_small_area' and name is not null
  and year = (
      select max(year) from population_cell where municipality_code = :code and layer = 'population_small_area'
  )
order by key
