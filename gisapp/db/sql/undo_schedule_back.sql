insert into schedule (service_id, byday, opens_at, closes_at)
select o.service_id, o.byday, o.opens_at, o.closes_at
from undo_todo t,
     jsonb_populate_recordset(cast(null as schedule),
                              case jsonb_typeof(t.before -> 'schedules') when 'array' then t.before -> 'schedules' else '[]' end) o
where t.entity = 'asset' and t.action <> 'new' and not t.later
