insert into phone (service_id, number, purpose)
select v.entity_id, s.number, s.purpose
from stage_phone s
join verdict_asset v on v.key = s.source_key and v.action in ('new', 'changed')
