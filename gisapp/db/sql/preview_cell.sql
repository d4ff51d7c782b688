select v.action, coalesce(p.name, p.key, v.key) as name,
       ST_AsGeoJSON(ST_SimplifyPreserveTopology(cast(c.before ->> 'geom' as geometry), 0.0001), 5) as before,
       case when v.action <> 'gone' then ST_AsGeoJSON(ST_SimplifyPreserveTopology(p.geom, 0.0001), 5) end as after
from verdict_cell v
left join population_cell p on p.id = v.entity_id
left join change c on c.run_id = :run_id and c.entity = 'cell' and c.entity_id = v.entity_id
where v.action <> 'same'
order by array_position(array['changed', 'new'], v.action), v.entity_id
limit :most
