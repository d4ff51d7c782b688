insert into schedule (service_id, byday, opens_at, closes_at)
select v.entity_id, s.byday, s.opens_at, s.closes_at
from stage_schedule s
join verdict_asset v on v.key = s.source_key and v.action in ('new', 'changed')
