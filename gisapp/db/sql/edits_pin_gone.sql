delete from pin where service_id = any(cast(:ids as bigint[]))
