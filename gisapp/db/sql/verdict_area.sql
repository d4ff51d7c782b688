-- What this delivery does to its edition. One school can have several polygons: rows with one key are joined.
insert into verdict_area (entity_id, key, name, attributes, geom, action)
with staged as (
    select key, min(name) as name, (array_agg(attributes order by cast(attributes as text)))[1] as attributes,
           ST_Multi(ST_CollectionExtract(ST_UnaryUnion(ST_Collect(geom)), 3)) as geom
    from stage_area
    group by key
)
select coalesce(a.id, nextval(pg_get_serial_sequence('area', 'id'))), coalesce(s.key, a.key), s.name, s.attributes,
       s.geom,
       case when a.id is null then 'new'
            when s.key is null then 'gone'
            when a.name = s.name and a.attributes = s.attributes and ST_AsBinary(a.geom) = ST_AsBinary(s.geom) then 'same'
            else 'changed' end
from staged s
full join (select * from area where municipality_code = :code and system = :layer and edition = :edition) a
     on a.key = s.key
order by 2
