insert into change (run_id, actor, entity, entity_id, action, before)
select cast(:run_id as bigint), :actor, 'asset', v.entity_id, v.action, to_jsonb(old)
from verdict_asset v
left join lateral (
    select to_jsonb(s) as service, to_jsonb(place) as location,
           (select jsonb_agg(to_jsonb(p) order by p.id) from phone p where p.service_id = s.id) as phones,
           (select jsonb_agg(to_jsonb(h) order by h.id) from schedule h where h.service_id = s.id) as schedules
    from service s
    left join lateral (
        select l.id, l.municipality_code, l.address, l.building, l.precision, l.position_method, cast(l.geom as text) as geom
        from service_at_location sl join location l on l.id = sl.location_id
        where sl.service_id = s.id
        limit 1
    ) place on true
    where s.id = v.entity_id and v.action <> 'new'
) old on true
where v.action in ('new', 'changed', 'gone')
order by v.entity_id
