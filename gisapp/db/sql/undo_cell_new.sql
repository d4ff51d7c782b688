delete from population_cell x using todo t where t.entity = 'cell' and t.action = 'new' and not t.later and x.id = t.entity_id
