-- Which of these layers have any place.
select distinct layer
from service
where municipality_code = :code and layer = any(cast(:layers as text[])) and status = 'active'
