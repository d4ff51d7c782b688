delete from schedule h using verdict_asset v where v.action = 'changed' and h.service_id = v.entity_id
