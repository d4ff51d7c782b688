delete from finding where service_id = any(cast(:ids as bigint[]))
