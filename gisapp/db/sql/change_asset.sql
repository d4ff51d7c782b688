insert into change (run_id, actor, entity, entity_id, action, before)
select cast(:run_id as bigint), :actor, 'asset', v.entity_id, v.action, old.content
from verdict_asset v
left join lateral (
    select a.content from asset_snapshot a where a.id = v.entity_id and v.action <> 'new'
) old on true
where v.action in ('new', 'changed', 'gone')
order by v.entity_id
