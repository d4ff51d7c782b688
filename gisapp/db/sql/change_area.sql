insert into change (run_id, actor, entity, entity_id, action, before)
select cast(:run_id as bigint), :actor, 'area', v.entity_id, v.action, to_jsonb(old)
from verdict_area v
left join lateral (
    select a.id, a.municipality_code, a.system, a.key, a.name, a.edition, a.valid_from, a.valid_to, a.attributes, a.run_id,
           cast(a.geom as text) as geom
    from area a where a.id = v.entity_id and v.action <> 'new'
) old on true
where v.action <> 'same'
order by v.entity_id
