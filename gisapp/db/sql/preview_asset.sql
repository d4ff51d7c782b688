-- What changes on the map, before and after; most telling first.
select v.action, coalesce(s.name, v.key) as name,
       ST_AsGeoJSON(cast(c.before -> 'location' ->> 'geom' as geometry), 6) as before,
       case when v.action <> 'gone' then ST_AsGeoJSON(l.geom, 6) end as after
from verdict_asset v
left join change c on c.run_id = :run_id and c.entity = 'asset' and c.entity_id = v.entity_id
left join service s on s.id = v.entity_id
left join service_at_location sl on sl.service_id = s.id
left join location l on l.id = sl.location_id
where v.action <> 'same'
order by array_position(array['kept', 'gone', 'changed', 'new'], v.action), v.entity_id
limit :most
