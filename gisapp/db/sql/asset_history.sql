-- What was done to an asset, the newest first. A change that stands beside an import was made by it.
select c.id, c.at, c.actor, c.reason, c.action, c.run_id, c.before, r.kind as run_kind
from change c
left join import_run r on r.id = c.run_id
where c.entity = 'asset' and c.entity_id = :id
order by c.id desc
