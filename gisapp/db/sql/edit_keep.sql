-- How an asset was before a person changed it.
insert into change (run_id, actor, reason, entity, entity_id, action, before)
select null, :actor, :reason, 'asset', a.id, :action, a.content
from asset_snapshot a
where a.id = :id
