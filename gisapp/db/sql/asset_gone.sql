-- Assets that have been closed or taken off, with the day and the reason, where a person did it.
select s.id, s.name, s.layer, last.at, last.actor, last.reason
from service s
left join lateral (
    select c.at, c.actor, c.reason from change c where c.entity = 'asset' and c.entity_id = s.id order by c.id desc limit 1
) last on true
where s.municipality_code = :code and s.status in ('inactive', 'defunct')
order by last.at desc nulls last, s.id desc
limit :most
