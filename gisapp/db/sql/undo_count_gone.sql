delete from population_count n
using todo t
where t.entity = 'cell' and t.action <> 'new' and not t.later and n.cell_id = t.entity_id
