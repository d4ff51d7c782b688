insert into todo (entity, entity_id, action, content, later)
select 'asset', cast(each ->> 'id' as bigint), 'changed', each -> 'content', false
from jsonb_array_elements(cast(:listed as jsonb)) each
