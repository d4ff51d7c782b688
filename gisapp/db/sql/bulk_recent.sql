-- The last bulk changes of a municipality, the newest first.
select c.reason, min(c.at) as at, min(c.actor) as actor, count(*) as assets
from change c
join service s on s.id = c.entity_id
where c.entity = 'asset' and starts_with(c.reason, :prefix) and c.at > now() - interval '30 days'
  and s.municipality_code = :code
group by c.reason
order by min(c.id) desc
limit :most
