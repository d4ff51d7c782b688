-- The blocks of the towns that addresses may name; a block can have several points.
select name, block, ST_X(geom) as lon, ST_Y(geom) as lat
from gazetteer_town
where municipality_code = :code and block is not null and layer <> 'postal_code' and name = any(:towns)
order by id
