-- A location of its own for each service that has none yet. Identifiers are drawn first, so that nothing is joined.
with homeless as (
    select s.id as service_id, nextval(pg_get_serial_sequence('location', 'id')) as location_id
    from service s
    where s.municipality_code = :code and s.layer = :layer
      and not exists (select from service_at_location sl where sl.service_id = s.id)
),
added as (
    insert into location (id, municipality_code, precision) select location_id, :code, 'exact' from homeless
)
insert into service_at_location (service_id, location_id)
select service_id, location_id from homeless
