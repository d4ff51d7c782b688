-- What this delivery does to each asset of the layer. What a person has changed since is kept, unless the file says
-- nothing new or somebody chose the file's words (:take); what people have entered is none of the list's business. A new one draws its number and its location's.
insert into verdict_asset (entity_id, location_id, key, action)
select coalesce(id, nextval((select cast(pg_get_serial_sequence('service', 'id') as regclass)))),
       case when id is null then nextval((select cast(pg_get_serial_sequence('location', 'id') as regclass))) end, key,
       case when id is null then 'new'
            when digest = source_digest and (status = 'active' or edited_at is not null) then 'same'
            when edited_at is not null and not id = any(cast(:take as bigint[])) then 'kept'
            when digest is null then 'gone'
            else 'changed' end
from (
    select s.id, s.source_digest, s.status, s.edited_at, a.digest, coalesce(a.source_key, s.source_key) as key
    from stage_asset a
    full join (
        select each.* from service each
        join import_run r on r.id = each.run_id and r.kind <> 'hand'
        where each.municipality_code = :code and each.listed_in = :layer
    ) s
         on s.source_key = a.source_key
    where a.source_key is not null or s.status = 'active'
    order by 6
) found
