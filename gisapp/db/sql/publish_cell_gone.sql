delete from population_cell c using verdict_cell v where v.action = 'gone' and c.id = v.entity_id
