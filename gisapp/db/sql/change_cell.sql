insert into change (run_id, actor, entity, entity_id, action, before)
select cast(:run_id as bigint), :actor, 'cell', v.entity_id, v.action, to_jsonb(old)
from verdict_cell v
left join lateral (
    select c.id, c.municipality_code, c.layer, c.year, c.key, c.unit_key, c.name, c.households, c.run_id,
           cast(c.geom as text) as geom,
           (select jsonb_agg(to_jsonb(n)) from population_count n where n.cell_id = c.id) as counts
    from population_cell c where c.id = v.entity_id and v.action <> 'new'
) old on true
where v.action <> 'same'
order by v.entity_id
