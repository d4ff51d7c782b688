-- Placed public assets by cell of people and layer; one on the line between cells counts in both.
select c.id as district_id, a.layer, count(*) as n
from population_cell c
join public_asset a on a.municipality_code = c.municipality_code and ST_Covers(c.geom, a.geom)
where c.municipality_code = :code and c.id = any(:ids)
group by c.id, a.layer
