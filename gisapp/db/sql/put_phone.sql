insert into phone (service_id, number, purpose)
select t.entity_id, o.number, o.purpose
from todo t, jsonb_populate_recordset(cast(null as phone), t.content -> 'phones') o
where t.entity = 'asset' and t.action <> 'new' and not t.later
