delete from phone x
using todo t
where t.entity = 'asset' and t.action <> 'new' and not t.later and x.service_id = t.entity_id
