with made as (
    insert into location (municipality_code, precision) values (:code, 'exact') returning id
)
insert into service_at_location (service_id, location_id)
select :id, id from made
returning location_id
