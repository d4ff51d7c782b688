delete from walk_edge x using todo t where t.entity = 'edge' and t.action = 'new' and not t.later and x.id = t.entity_id
