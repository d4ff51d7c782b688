-- The cells of people that meet the municipality, to be answered in as districts are: the grain the people are
-- known in. By key, so that ties are stable.
select c.id, coalesce(c.name, c.key) as name, c.year::text as edition,
       ST_X(ST_PointOnSurface(c.geom)) as lon, ST_Y(ST_PointOnSurface(c.geom)) as lat,
       ST_XMin(c.geom) as west, ST_YMin(c.geom) as south, ST_XMax(c.geom) as east, ST_YMax(c.geom) as north,
       ST_AsBinary(c.geom) as geom
from population_cell c
where c.municipality_code = :code and c.layer = :layer and c.year = :year
  and exists (
      select from public_area a
      where a.municipality_code = :code and a.system = 'city_area' and ST_Intersects(a.geom_3857, c.geom_3857)
  )
order by c.key
