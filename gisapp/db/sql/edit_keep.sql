-- How an asset was before a person changed it.
insert into change (run_id, actor, reason, entity, entity_id, action, before)
select null, :actor, :method, 'asset', s.id, 'changed', to_jsonb(old)
from service s
cross join lateral (
    select to_jsonb(s) as service, to_jsonb(place) as location,
           (select jsonb_agg(to_jsonb(p) order by p.id) from phone p where p.service_id = s.id) as phones,
           (select jsonb_agg(to_jsonb(h) order by h.id) from schedule h where h.service_id = s.id) as schedules
    from (
        select l.id, l.municipality_code, l.address, l.building, l.precision, l.position_method, cast(l.geom as text) as geom
        from service_at_location sl join location l on l.id = sl.location_id
        where sl.service_id = s.id
        limit 1
    ) place
) old
where s.id = :id and s.status = 'active'
