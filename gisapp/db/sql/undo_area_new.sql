delete from area x using todo t where t.entity = 'area' and t.action = 'new' and not t.later and x.id = t.entity_id
