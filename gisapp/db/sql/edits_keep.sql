-- How assets were before a person changed them all.
insert into change (run_id, actor, reason, entity, entity_id, action, before)
select null, :actor, :reason, 'asset', a.id,
       case when a.id = any(cast(:closed as bigint[])) then 'gone' else 'changed' end, a.content
from asset_snapshot a
where a.id = any(cast(:ids as bigint[]))
order by a.id
