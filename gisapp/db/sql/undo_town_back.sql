insert into gazetteer_town (id, municipality_code, layer, name, block, search_key, geom, run_id)
select o.id, o.municipality_code, o.layer, o.name, o.block, o.search_key, o.geom, o.run_id
from todo t, jsonb_populate_record(cast(null as gazetteer_town), t.content) o
where t.entity = 'town' and t.action <> 'new' and not t.later
on conflict (id) do update set search_key = excluded.search_key, geom = excluded.geom, run_id = excluded.run_id
