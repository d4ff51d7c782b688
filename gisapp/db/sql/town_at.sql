-- The town that a point is shown as: the small area that it lies in, if enough households live there to hide among
-- (an unknown number is none), with a point that is the same for everything in it.
select c.name, ST_X(p.point) as lon, ST_Y(p.point) as lat
from population_cell c
cross join lateral (select ST_PointOnSurface(c.geom) as point) p
where c.municipality_code = :code and c.name is not null and c.households >= :households
  and ST_Covers(c.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668))
order by c.year desc, ST_Area(c.geom), c.id
limit 1
