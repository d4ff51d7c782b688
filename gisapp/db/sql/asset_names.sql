select id, name from service where id = any(cast(:ids as bigint[]))
