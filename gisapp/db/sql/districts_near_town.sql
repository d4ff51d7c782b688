-- The elementary districts that the town round a point reaches into, where it is known by its boundary.
select distinct a.id, a.key, a.name
from (
    select c.geom
    from population_cell c
    where c.municipality_code = :code and c.name is not null
          and ST_Covers(c.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668))
    order by c.year desc, ST_Area(c.geom), c.id
    limit 1
) town
join public_area a on a.municipality_code = :code and a.system = 'elementary_district' and ST_Intersects(a.geom, town.geom)
where ST_Area(ST_Intersection(a.geom, town.geom)) > 0.02 * ST_Area(town.geom)
order by a.id
