insert into area (id, municipality_code, system, key, name, edition, valid_from, attributes, geom, run_id)
select entity_id, :code, :layer, key, name, :edition, :as_of, attributes, geom, :run_id
from verdict_area
where action in ('new', 'changed')
order by entity_id
on conflict (id) do update
set name = excluded.name, valid_from = excluded.valid_from, attributes = excluded.attributes,
    geom = excluded.geom, run_id = excluded.run_id
