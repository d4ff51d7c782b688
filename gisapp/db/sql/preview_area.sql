select v.action, coalesce(v.name, c.before ->> 'name') as name,
       ST_AsGeoJSON(ST_SimplifyPreserveTopology(cast(c.before ->> 'geom' as geometry), 0.0001), 5) as before,
       case when v.action <> 'gone' then ST_AsGeoJSON(ST_SimplifyPreserveTopology(v.geom, 0.0001), 5) end as after
from verdict_area v
left join change c on c.run_id = :run_id and c.entity = 'area' and c.entity_id = v.entity_id
where v.action <> 'same'
order by array_position(array['gone', 'changed', 'new'], v.action), v.entity_id
limit :most
