-- How an asset was in one of its versions: kept when the next one was made.
select c.before as content
from change c
where c.entity = 'asset' and c.entity_id = :id and cast(c.before -> 'service' ->> 'version' as integer) = :version
order by c.id desc
limit 1
