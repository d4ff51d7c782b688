-- Places of these layers inside the municipality that have a point, in degrees. What its own list hides is left out,
-- unless the whole layer is one that the public never sees (`private`).
select s.id, s.layer, s.name, l.address, ST_X(l.geom) as lon, ST_Y(l.geom) as lat, l.precision, l.position_method
from service s
join service_at_location sl on sl.service_id = s.id
join location l on l.id = sl.location_id
where s.municipality_code = :code and s.layer = any(cast(:layers as text[]))
      and s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
      and (l.precision <> 'hidden' or s.layer = any(cast(:private as text[])))
      and exists (
          select from public_area a
          where a.municipality_code = :code and a.system = 'city_area' and ST_Covers(a.geom, l.geom)
      )
order by array_position(cast(:layers as text[]), s.layer), s.id
