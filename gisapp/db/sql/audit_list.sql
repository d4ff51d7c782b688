-- What was done, the newest first.
select a.id, a.at, a.actor, a.municipality_code, a.act, a.thing, a.thing_id, a.detail
from audit a
where cast(:before as bigint) is null or a.id < :before
order by a.id desc
limit :most
