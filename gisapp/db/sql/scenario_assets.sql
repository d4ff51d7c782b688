-- Which of the assets are places of these layers that haven't ended.
select s.id
from service s
where s.municipality_code = :code and s.layer = any(cast(:layers as text[])) and s.id = any(cast(:ids as bigint[]))
      and s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
