delete from true_place t
using verdict_asset v
where t.service_id = v.entity_id and v.action = 'changed'
