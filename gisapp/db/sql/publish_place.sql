update location l
set address = a.address, building = a.building, precision = a.precision, position_method = a.position_method,
    geom = a.geom
from stage_asset a
join service s on s.municipality_code = :code and s.layer = :layer and s.source_key = a.source_key
join service_at_location sl on sl.service_id = s.id
where l.id = sl.location_id
