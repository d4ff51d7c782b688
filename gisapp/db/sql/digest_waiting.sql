-- What waits for somebody's approval: submitted by others, in their territory, the longest waiting first.
select coalesce(s.name, p.content ->> 'name') as name, a.name as author
from proposal p
join account a on a.id = p.author_id
left join service s on s.id = p.service_id
left join asset_territory t on t.id = p.service_id
left join lateral (
    select array_agg(area.key) as districts
    from area
    where area.municipality_code = p.municipality_code and area.system = 'elementary_district' and area.valid_to is null
      and ST_Covers(area.geom, ST_SetSRID(ST_Point(
          cast(p.content #>> '{where,lon}' as double precision), cast(p.content #>> '{where,lat}' as double precision)
      ), 6668))
) typed on true
where p.municipality_code = :code and p.state = 'submitted' and p.author_id <> :person_id
  and (
      :everywhere or coalesce(t.office_id, p.office_id) = :office_id
      or coalesce(cardinality(coalesce(t.districts, typed.districts)), 0) = 0
      or coalesce(t.districts, typed.districts) && cast(:districts as text[])
  )
order by p.updated_at, p.id
