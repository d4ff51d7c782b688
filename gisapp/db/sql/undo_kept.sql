-- Names of what stays because it was changed later.
select t.entity, coalesce(s.name, a.name, c.name, c.key, g.name, e.source || '–' || e.target) as name
from todo t
left join service s on t.entity = 'asset' and s.id = t.entity_id
left join area a on t.entity = 'area' and a.id = t.entity_id
left join population_cell c on t.entity = 'cell' and c.id = t.entity_id
left join gazetteer_town g on t.entity = 'town' and g.id = t.entity_id
left join walk_edge e on t.entity = 'edge' and e.id = t.entity_id
where t.later
order by t.entity, 2
