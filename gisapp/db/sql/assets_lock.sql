-- In the order of their numbers: two who change many never wait for each other in a circle.
select id, version from service where id = any(cast(:ids as bigint[])) order by id for update
