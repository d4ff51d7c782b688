-- The layer's part of the gazetteer is replaced as a whole.
insert into verdict_town (entity_id, name, block, search_key, geom, action)
with staged as (
    select distinct on (name, block) name, block, search_key, geom from stage_town order by name, block, geom
)
select coalesce(t.id, nextval(pg_get_serial_sequence('gazetteer_town', 'id'))), coalesce(s.name, t.name),
       coalesce(s.block, t.block), coalesce(s.search_key, t.search_key), coalesce(s.geom, t.geom),
       case when t.id is null then 'new'
            when s.name is null then 'gone'
            when t.search_key = s.search_key and ST_AsBinary(t.geom) = ST_AsBinary(s.geom) then 'same'
            else 'changed' end
from staged s
full join (select * from gazetteer_town where municipality_code = :code and layer = :layer) t
     on t.name = s.name and coalesce(t.block, '') = coalesce(s.block, '')
order by 2, 3
