-- What a person has changed, and what the file says of it.
select v.entity_id, s.name,
       jsonb_build_object('name', a.name, 'kana', a.kana, 'description', a.description, 'address', a.address,
                          'building', a.building, 'fee', a.fee, 'hours_note', a.hours_note, 'url', a.url,
                          'email', a.email, 'position', ST_AsText(a.geom, 6),
                          'phones', (select string_agg(p.number, '、' order by p.number) from stage_phone p where p.source_key = a.source_key)
       ) as file,
       jsonb_build_object('name', s.name, 'kana', s.kana, 'description', s.description, 'address', l.address,
                          'building', l.building, 'fee', s.fee, 'hours_note', s.hours_note, 'url', s.url,
                          'email', s.email, 'position', ST_AsText(l.geom, 6),
                          'phones', (select string_agg(p.number, '、' order by p.number) from phone p where p.service_id = s.id)
       ) as now,
       a.source_key is null as gone
from verdict_asset v
join service s on s.id = v.entity_id
left join stage_asset a on a.source_key = s.source_key
left join service_at_location sl on sl.service_id = s.id
left join location l on l.id = sl.location_id
where v.action = 'kept'
order by v.entity_id
