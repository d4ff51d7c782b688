-- What this delivery does to each asset of the layer. What a person has changed since is kept, unless the file says
-- nothing new or somebody chose the file's words (:take).
insert into verdict_asset (entity_id, key, action)
select coalesce(s.id, nextval(pg_get_serial_sequence('service', 'id'))), coalesce(a.source_key, s.source_key),
       case when s.id is null then 'new'
            when a.source_key is not null and a.digest = s.source_digest and (s.status = 'active' or s.edited_at is not null)
                 then 'same'
            when s.edited_at is not null and not s.id = any(cast(:take as bigint[])) then 'kept'
            when a.source_key is null then 'gone'
            else 'changed' end
from stage_asset a
full join (
    select * from service
    where municipality_code = :code and layer = :layer
) s on s.source_key = a.source_key
where a.source_key is not null or s.status = 'active'
order by 2
