-- What everybody may see of one asset.
select a.name, a.layer, a.address, a.building, a.description, a.hours_note, a.fee, a.assured_date, a.checked_how,
       coalesce(p.phones, '[]') as phones, coalesce(h.schedules, '[]') as schedules
from public_asset a
left join lateral (
    select json_agg(json_build_object('number', number, 'purpose', purpose) order by id) as phones
    from public_phone
    where service_id = a.id
) p on true
left join lateral (
    select json_agg(
        json_build_object('byday', byday, 'weeks', weeks, 'opens_at', opens_at, 'closes_at', closes_at) order by id
    ) as schedules
    from public_schedule
    where service_id = a.id
) h on true
where a.id = :id
