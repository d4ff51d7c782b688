insert into phone (service_id, number, purpose)
select o.service_id, o.number, o.purpose
from undo_todo t,
     jsonb_populate_recordset(cast(null as phone),
                              case jsonb_typeof(t.before -> 'phones') when 'array' then t.before -> 'phones' else '[]' end) o
where t.entity = 'asset' and t.action <> 'new' and not t.later
