delete from population_count n using verdict_cell v where v.action = 'changed' and n.cell_id = v.entity_id
