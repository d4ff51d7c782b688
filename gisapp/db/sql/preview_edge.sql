select v.action, v.source || '–' || v.target as name,
       ST_AsGeoJSON(cast(c.before ->> 'geom' as geometry), 5) as before,
       case when v.action <> 'gone' then ST_AsGeoJSON(v.geom, 5) end as after
from verdict_edge v
left join change c on c.run_id = :run_id and c.entity = 'edge' and c.entity_id = v.entity_id
where v.action <> 'same'
order by array_position(array['gone', 'changed', 'new'], v.action), v.entity_id
limit :most
