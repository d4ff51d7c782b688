-- A report with the territory of the asset that it is about.
select r.id, r.key, r.municipality_code, r.kind, r.state, r.service_id, s.name as asset,
       t.office_id, coalesce(t.districts, '{}') as districts
from report r
left join service s on s.id = r.service_id
left join asset_territory t on t.id = r.service_id
where r.id = :id
