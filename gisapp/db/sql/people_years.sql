-- The years of each of the layers, newest first, the finest (most cells that meet the municipality) first in a
-- year: the first row is the finest picture there is of who lives there now, if `layers` tell of today.
select c.layer, c.year, max(s.as_of) as day
from population_cell c
join public_run r on r.id = c.run_id
join source s on s.id = r.source_id
where c.municipality_code = :code and c.layer = any(cast(:layers as text[]))
  and exists (
      select from public_area a
      where a.municipality_code = :code and a.system = 'city_area' and ST_Intersects(a.geom_3857, c.geom_3857)
  )
group by c.layer, c.year
order by c.year desc, count(*) desc, c.layer
