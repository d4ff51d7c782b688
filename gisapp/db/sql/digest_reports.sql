-- What residents said that nobody has answered yet; of a place that isn't known, to everybody who answers.
select r.kind, coalesce(s.name, r.place) as name
from report r
left join service s on s.id = r.service_id
left join asset_territory t on t.id = r.service_id
where r.municipality_code = :code and r.state = 'open'
  and (
      :everywhere or t.office_id = :office_id or coalesce(cardinality(t.districts), 0) = 0
      or t.districts && cast(:districts as text[])
  )
order by r.created_at, r.id
