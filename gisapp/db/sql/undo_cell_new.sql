delete from population_cell x using undo_todo t where t.entity = 'cell' and t.action = 'new' and not t.later and x.id = t.entity_id
