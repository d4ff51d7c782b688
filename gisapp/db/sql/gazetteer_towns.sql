-- The towns by which addresses are placed; of two towns with one name the first loaded counts.
select distinct on (search_key) search_key, ST_X(geom) as lon, ST_Y(geom) as lat
from gazetteer_town
where municipality_code = :code
order by search_key, id
