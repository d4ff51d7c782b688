-- A location of its own for each new service. Identifiers are drawn first, so that nothing is joined.
with homeless as (
    select entity_id as service_id, nextval(pg_get_serial_sequence('location', 'id')) as location_id
    from verdict_asset
    where action = 'new'
),
added as (
    insert into location (id, municipality_code, precision) select location_id, :code, 'exact' from homeless
)
insert into service_at_location (service_id, location_id)
select service_id, location_id from homeless
