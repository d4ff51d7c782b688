insert into change (run_id, actor, entity, entity_id, action, before)
select cast(:run_id as bigint), :actor, 'town', v.entity_id, v.action, to_jsonb(old)
from verdict_town v
left join lateral (
    select t.id, t.municipality_code, t.layer, t.name, t.block, t.search_key, t.run_id, cast(t.geom as text) as geom
    from gazetteer_town t where t.id = v.entity_id and v.action <> 'new'
) old on true
where v.action <> 'same'
order by v.entity_id
