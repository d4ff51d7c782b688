insert into walk_edge (id, municipality_code, layer, source, target, number, length_m, geom, run_id)
select o.id, o.municipality_code, o.layer, o.source, o.target, o.number, o.length_m, o.geom, o.run_id
from todo t, jsonb_populate_record(cast(null as walk_edge), t.content) o
where t.entity = 'edge' and t.action <> 'new' and not t.later
on conflict do nothing
