-- A place that is shown only roughly is asked for through its office.
-- Public assets in the drawing order of their layers, with their elementary district (the first by id in a choice area), phones, hours and as-of.
with latest as (
    -- What the newest list of a layer still says is of its day, whenever the row was last changed.
    select layer, max(id) as run_id
    from public_run
    where municipality_code = :code and kind = 'import' and status = 'published'
    group by layer
)
select a.id, a.layer, a.name, a.kana, a.address, a.building, ST_X(a.geom) as lon, ST_Y(a.geom) as lat, a.precision,
       a.position_method, a.fee, a.description, a.capacity, a.url, a.hours_note, a.closed_on, a.assured_date, a.checked_how, s.as_of,
       case when a.precision <> 'exact' then o.name end as office, case when a.precision <> 'exact' then o.phone end as office_phone,
       a.target_groups, a.valid_to, a.email, a.booking, a.accessibility, a.languages, a.rooms, a.staff, a.photos, f.organization, f.topics,
       coalesce(n.beside, '[]') as beside,
       d.id as district_id, d.name as district,
       coalesce(p.phones, '[]') as phones, coalesce(h.schedules, '[]') as schedules
from public_asset a
left join latest on latest.layer = a.layer
join public_run own on own.id = a.run_id
join public_run r on r.id = case when own.kind = 'hand' then own.id else coalesce(latest.run_id, own.id) end
join source s on s.id = r.source_id
left join finding f on f.service_id = a.id
left join lateral (
    select json_agg(json_build_object('id', other.service_id, 'name', other.name, 'layer', other.layer) order by other.service_id) as beside
    from finding other
    where other.site = f.site and other.municipality_code = a.municipality_code and other.service_id <> a.id
) n on true
left join public_office o on o.id = a.office_id
left join lateral (
    select e.id, e.name
    from public_area e
    where e.municipality_code = a.municipality_code and e.system = 'elementary_district'
      and ST_Covers(e.geom, a.geom)
    order by e.id
    limit 1
) d on true
left join lateral (
    select json_agg(json_build_object('number', phone.number, 'purpose', phone.purpose) order by phone.id) as phones
    from public_phone phone
    where phone.service_id = a.id
) p on true
left join lateral (
    select json_agg(
        json_build_object('byday', byday, 'weeks', weeks, 'opens_at', opens_at, 'closes_at', closes_at) order by schedule.id
    ) as schedules
    from public_schedule schedule
    where schedule.service_id = a.id
) h on true
where a.municipality_code = :code
  and (cast(:ids as bigint[]) is null or a.id = any(cast(:ids as bigint[])))
  and (cast(:district as bigint) is null or exists (
      select from public_area c where c.id = :district and ST_Covers(c.geom, a.geom)
  ))
order by array_position(cast(:layers as text[]), a.layer), a.name, a.id
