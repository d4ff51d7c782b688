-- Placed public assets by district and layer; one in a choice area counts in each of its districts.
select d.id as district_id, a.layer, count(*) as n
from public_area d
join public_asset a on a.municipality_code = d.municipality_code and ST_Covers(d.geom, a.geom)
where d.municipality_code = :code and d.id = any(:ids)
group by d.id, a.layer
