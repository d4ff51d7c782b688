insert into schedule (service_id, byday, weeks, opens_at, closes_at)
select t.entity_id, o.byday, coalesce(o.weeks, '{}'), o.opens_at, o.closes_at
from todo t, jsonb_populate_recordset(cast(null as schedule), t.content -> 'schedules') o
where t.entity = 'asset' and t.action <> 'new' and not t.later
