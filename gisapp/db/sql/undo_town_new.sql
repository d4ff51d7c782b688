delete from gazetteer_town x using todo t where t.entity = 'town' and t.action = 'new' and not t.later and x.id = t.entity_id
