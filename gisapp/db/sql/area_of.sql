-- A current area: which system it is one of, its stable key and its name.
select system, key, name
from public_area
where id = :id and municipality_code = :code
