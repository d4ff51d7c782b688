insert into change (run_id, actor, entity, entity_id, action, before)
select cast(:run_id as bigint), :actor, 'edge', v.entity_id, v.action, to_jsonb(old)
from verdict_edge v
left join lateral (
    select e.id, e.municipality_code, e.layer, e.source, e.target, e.number, e.length_m, e.run_id,
           cast(e.geom as text) as geom
    from walk_edge e where e.id = v.entity_id and v.action <> 'new'
) old on true
where v.action <> 'same'
order by v.entity_id
