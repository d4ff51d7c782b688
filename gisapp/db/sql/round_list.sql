-- Assets that are due to be checked again, with what whoever goes there needs: the true place, lines, mail.
-- The day that counts is when somebody checked it; where nobody has, the day of the list that names it.
-- Who may see which of them is decided as in gisapp.accounts.rights.
with latest as (
    select layer, max(id) as run_id
    from import_run
    where municipality_code = :code and kind = 'import' and status = 'published'
    group by layer
), due as (
    select s.id, s.assured_date, day.vouched_on, s.office_id
    from service s
    left join latest on latest.layer = s.listed_in
    join import_run own on own.id = s.run_id
    join import_run r on r.id = case when own.kind = 'hand' then own.id else coalesce(latest.run_id, own.id) end
    join source on source.id = r.source_id
    cross join lateral (select coalesce(s.assured_date, source.as_of) as vouched_on) day
    where s.municipality_code = :code and s.status = 'active'
      and (s.valid_to is null or s.valid_to > cast(:today as date))
      and (s.planned_on is null or s.planned_on <= cast(:today as date))
      and (cast(:layer as text) is null or s.layer = :layer)
      and not exists (
          select from proposal p
          where p.service_id = s.id and p.state = 'submitted' and p.content ->> 'status' = 'inactive'
      )
      and (
          day.vouched_on is null
          or day.vouched_on + make_interval(months => :due_months) <= cast(:today as date)
      )
)
select s.id, s.version, s.layer, s.name, s.email, coalesce(t.address, l.address) as address,
       coalesce(t.building, l.building) as building, s.assured_date, s.checked_how, due.vouched_on,
       t.service_id is not null or l.precision = 'hidden' as is_private,
       ST_X(coalesce(t.geom, l.geom)) as lon, ST_Y(coalesce(t.geom, l.geom)) as lat,
       coalesce(p.phones, '[]') as phones, d.name as district
from due
join service s on s.id = due.id
join asset_territory a on a.id = s.id
left join service_at_location sl on sl.service_id = s.id
left join location l on l.id = sl.location_id
left join true_place t on t.service_id = s.id
left join lateral (
    select area.name
    from area
    where area.municipality_code = :code and area.system = 'elementary_district' and area.valid_to is null
      and area.key = any(a.districts)
    order by area.key
    limit 1
) d on true
left join lateral (
    select json_agg(json_build_object('number', phone.number, 'purpose', phone.purpose) order by phone.id) as phones
    from phone
    where phone.service_id = s.id
) p on true
where (
      :everywhere or s.office_id = :office_id or coalesce(cardinality(a.districts), 0) = 0
      or a.districts && cast(:districts as text[])
  )
  and (cast(:district as text) is null or :district = any(a.districts))
order by due.vouched_on nulls first, s.id
limit :most
