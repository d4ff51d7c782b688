insert into finding_hours (service_id, days, weeks, opens, closes)
select h.service_id, h.days, h.weeks, h.opens, h.closes
from finding_hours_now h
join finding using (service_id)
where h.service_id = any(cast(:ids as bigint[]))
