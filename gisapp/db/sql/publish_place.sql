update location l
set address = a.address, building = a.building, precision = a.precision, position_method = a.position_method,
    geom = a.geom
from stage_asset a
join verdict_asset v on v.key = a.source_key and v.action = 'changed'
join service_at_location sl on sl.service_id = v.entity_id
where l.id = sl.location_id
