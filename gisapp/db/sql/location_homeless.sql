-- Locations at which nothing happens any more.
delete from location l
where l.municipality_code = :code and not exists (select from service_at_location sl where sl.location_id = l.id)
