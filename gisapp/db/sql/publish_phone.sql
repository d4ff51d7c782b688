insert into phone (service_id, number, purpose)
select s.id, p.number, p.purpose
from stage_phone p
join service s on s.municipality_code = :code and s.layer = :layer and s.source_key = p.source_key
