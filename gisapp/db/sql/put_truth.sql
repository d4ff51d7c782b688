insert into true_place (service_id, address, building, geom)
select t.entity_id, o.address, o.building, o.geom
from todo t, jsonb_populate_record(cast(null as true_place), t.content -> 'place') o
where t.entity = 'asset' and t.action <> 'new' and not t.later and jsonb_typeof(t.content -> 'place') = 'object'
