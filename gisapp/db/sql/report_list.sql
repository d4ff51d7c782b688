-- Reports of a municipality with the asset that they are about and its territory: those that wait the oldest first, the answered ones the newest first.
select r.id, r.municipality_code, r.kind, r.text, r.place, r.state, r.created_at, r.decided_at, r.outcome,
       who.name as decided_by, s.id as service_id, s.name as asset, s.layer, s.status, s.assured_date,
       t.office_id, coalesce(t.districts, '{}') as districts
from report r
left join service s on s.id = r.service_id
left join asset_territory t on t.id = r.service_id
left join account who on who.id = r.decided_by
where r.municipality_code = :code and (r.state = 'open') = :open
order by case when r.state = 'open' then r.created_at end, r.decided_at desc, r.id
