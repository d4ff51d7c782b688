insert into gazetteer_town (id, municipality_code, layer, name, block, search_key, geom, run_id)
select entity_id, :code, :layer, name, block, search_key, geom, :run_id
from verdict_town
where action in ('new', 'changed')
order by entity_id
on conflict (id) do update set search_key = excluded.search_key, geom = excluded.geom, run_id = excluded.run_id
