insert into walk_edge (id, municipality_code, layer, source, target, number, length_m, geom, run_id)
select entity_id, :code, :layer, source, target, number, length_m, geom, :run_id
from verdict_edge
where action in ('new', 'changed')
order by entity_id
on conflict (id) do update set length_m = excluded.length_m, geom = excluded.geom, run_id = excluded.run_id
