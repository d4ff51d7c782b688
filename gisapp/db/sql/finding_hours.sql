insert into finding_hours (service_id, days, weeks, opens, closes, closed)
select h.service_id, h.days, h.weeks, h.opens, h.closes, h.closed
from finding_hours_now h
join finding using (service_id)
where h.service_id = any(cast(:ids as bigint[]))
