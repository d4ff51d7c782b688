delete from pin where service_id = :id
