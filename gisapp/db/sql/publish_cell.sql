insert into population_cell (id, municipality_code, layer, year, key, unit_key, name, households, geom, run_id)
select v.entity_id, :code, :layer, s.year, s.key, s.unit_key, s.name, s.households, ST_Multi(s.geom), :run_id
from verdict_cell v
join stage_cell s on s.year = v.year and s.key = v.key
where v.action in ('new', 'changed')
order by v.entity_id
on conflict (id) do update
set unit_key = excluded.unit_key, name = excluded.name, households = excluded.households, geom = excluded.geom,
    run_id = excluded.run_id
