select v.action, concat_ws(' ', v.name, v.block) as name,
       ST_AsGeoJSON(cast(c.before ->> 'geom' as geometry), 6) as before,
       case when v.action <> 'gone' then ST_AsGeoJSON(v.geom, 6) end as after
from verdict_town v
left join change c on c.run_id = :run_id and c.entity = 'town' and c.entity_id = v.entity_id
where v.action <> 'same'
order by array_position(array['gone', 'changed', 'new'], v.action), v.entity_id
limit :most
