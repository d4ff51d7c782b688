-- The town that a point is shown as: the small area of the newest census that it lies in, if enough households live
-- there to hide among (an unknown number is none), with a point that is the same for everything in it.
select here.name, ST_X(here.point) as lon, ST_Y(here.point) as lat
from (
    select c.name, c.households, ST_PointOnSurface(c.geom) as point
    from population_cell c
    where c.municipality_code = :code and c.name is not null
      and ST_Covers(c.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668))
    order by c.year desc, ST_Area(c.geom), c.id
    limit 1
) here
where here.households >= :households
