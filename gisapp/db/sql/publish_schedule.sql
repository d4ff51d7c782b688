insert into schedule (service_id, byday, opens_at, closes_at)
select s.id, h.byday, h.opens_at, h.closes_at
from stage_schedule h
join service s on s.municipality_code = :code and s.layer = :layer and s.source_key = h.source_key
