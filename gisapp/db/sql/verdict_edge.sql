-- A network is replaced as a whole; parallel stretches are numbered by length, whatever their order in the file.
insert into verdict_edge (entity_id, source, target, number, length_m, geom, action)
with staged as (
    select *, row_number() over (partition by source, target order by length_m, cast(geom as text)) as number
    from stage_edge
)
select coalesce(e.id, nextval(pg_get_serial_sequence('walk_edge', 'id'))), coalesce(s.source, e.source),
       coalesce(s.target, e.target), coalesce(s.number, e.number), coalesce(s.length_m, e.length_m),
       coalesce(s.geom, e.geom),
       case when e.id is null then 'new'
            when s.source is null then 'gone'
            when e.length_m = s.length_m and ST_AsBinary(e.geom) = ST_AsBinary(s.geom) then 'same'
            else 'changed' end
from staged s
full join (select * from walk_edge where municipality_code = :code and layer = :layer) e
     on e.source = s.source and e.target = s.target and e.number = s.number
order by 2, 3, 4
