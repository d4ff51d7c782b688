-- A location of its own for each service that has none yet.
with added as (
    insert into location (municipality_code, precision, address)
    select :code, 'exact', s.source_key
    from service s
    where s.municipality_code = :code and s.layer = :layer
      and not exists (select from service_at_location sl where sl.service_id = s.id)
    returning id, address as source_key
)
insert into service_at_location (service_id, location_id)
select s.id, a.id
from added a
join service s on s.municipality_code = :code and s.layer = :layer and s.source_key = a.source_key
