-- Addresses whose exact point is known, oldest first: the same address elsewhere is the same place.
select s.name, l.address, ST_X(l.geom) as lon, ST_Y(l.geom) as lat
from location l
join service_at_location sl on sl.location_id = l.id
join service s on s.id = sl.service_id
where l.municipality_code = :code and l.geom is not null and l.precision = 'exact'
  and l.address is not null and s.status = 'active'
  and l.position_method like '提供された%'
order by s.id
