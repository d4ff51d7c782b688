-- The newest count of the layer with the most cells that meet the municipality: the finest picture there is of
-- who lives there now. `layers` are those that tell of today: a projection is never taken for it.
select c.layer, c.year, s.as_of as census_day
from population_cell c
join import_run r on r.id = c.run_id
join source s on s.id = r.source_id
where c.municipality_code = :code and c.layer = any(cast(:layers as text[]))
  and exists (
      select from public_area a
      where a.municipality_code = :code and a.system = 'city_area' and ST_Intersects(a.geom_3857, c.geom_3857)
  )
group by c.layer, c.year, s.as_of
order by c.year desc, count(*) desc, c.layer
limit 1
