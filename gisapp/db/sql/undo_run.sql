-- The run to take back, and whether what it published may still be on the map.
select id, kind, status, municipality_code, layer, edition
from import_run
where id = :run_id
for update
