select s.id, s.layer, s.name, l.address, l.building
from service s
join service_at_location sl on sl.service_id = s.id
join location l on l.id = sl.location_id
where s.municipality_code = :code and s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
  and l.geom is null and l.precision <> 'hidden' and not s.layer = any(cast(:placeless as text[]))
order by s.layer, s.name, s.id
limit :most
