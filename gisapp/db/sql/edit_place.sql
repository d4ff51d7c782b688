update location l
set geom = ST_SetSRID(ST_MakePoint(:lon, :lat), 6668), precision = 'exact', position_method = :method
from service_at_location sl
where sl.service_id = :id and l.id = sl.location_id
