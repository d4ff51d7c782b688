-- The municipality and its outline in storage degrees; no row where its area isn't loaded.
select m.name, m.prefecture, m.plane_srid, ST_AsBinary(ST_Union(a.geom)) as outline
from municipality m
join public_area a on a.municipality_code = m.code and a.system = 'city_area'
where m.code = :code
group by m.code
