-- A service that shares its location with others and goes somewhere else gets one of its own.
with made as (
    insert into location (municipality_code, precision)
    select s.municipality_code, 'exact'
    from service s
    where s.id = :id and exists (
        select from service_at_location mine
        join service_at_location other on other.location_id = mine.location_id and other.service_id <> mine.service_id
        where mine.service_id = s.id
    )
    returning id
)
update service_at_location l
set location_id = made.id
from made
where l.service_id = :id
returning l.location_id
