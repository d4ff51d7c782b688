-- Towns that are known by their blocks, with the middle of them.
select name, avg(ST_X(geom)) as lon, avg(ST_Y(geom)) as lat
from gazetteer_town
where municipality_code = :code and block is not null and layer <> 'postal_code'
group by name
order by name
