-- The public places of some layers that have a point, in drawing order. What is known only roughly lies where
-- the public may see it.
select id, layer, name, address, precision, formality, ST_X(geom) as lon, ST_Y(geom) as lat
from public_asset
where municipality_code = :code and layer = any(:layers) and ST_GeometryType(geom) = 'ST_Point'
order by array_position(cast(:layers as text[]), layer), name, id
