-- One school can have several polygons: rows with one key are joined.
insert into area (municipality_code, system, key, name, edition, valid_from, attributes, geom, run_id)
select :code, :layer, key, min(name), :edition, :as_of, (array_agg(attributes))[1],
       ST_Multi(ST_CollectionExtract(ST_UnaryUnion(ST_Collect(geom)), 3)), :run_id
from stage_area
group by key
order by key
on conflict (municipality_code, system, edition, key) do update
set name = excluded.name, valid_from = excluded.valid_from, attributes = excluded.attributes,
    geom = excluded.geom, run_id = excluded.run_id
