insert into service_at_location (service_id, location_id)
select entity_id, location_id from verdict_asset where action = 'new'
