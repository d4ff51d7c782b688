-- One more service at a location.
insert into service_at_location (service_id, location_id) values (:id, :location_id)
returning location_id
