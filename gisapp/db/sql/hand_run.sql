-- The one run under which people's own entries of a layer stand, made with the first of them.
select r.id
from import_run r
where r.municipality_code = :code and r.layer = :layer and r.kind = 'hand'
