delete from phone p using verdict_asset v where v.action = 'changed' and p.service_id = v.entity_id
