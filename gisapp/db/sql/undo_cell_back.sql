insert into population_cell (id, municipality_code, layer, year, key, unit_key, name, households, geom, run_id)
select o.id, o.municipality_code, o.layer, o.year, o.key, o.unit_key, o.name, o.households, o.geom, o.run_id
from todo t, jsonb_populate_record(cast(null as population_cell), t.content) o
where t.entity = 'cell' and t.action <> 'new' and not t.later
on conflict (id) do update
set unit_key = excluded.unit_key, name = excluded.name, households = excluded.households, geom = excluded.geom,
    run_id = excluded.run_id
