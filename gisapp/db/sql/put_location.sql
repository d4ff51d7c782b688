update location l
set address = o.address, building = o.building, precision = o.precision, position_method = o.position_method,
    district = o.district, geom = o.geom
from todo t, jsonb_populate_record(cast(null as location), t.content -> 'location') o
where t.entity = 'asset' and t.action <> 'new' and not t.later and l.id = o.id
