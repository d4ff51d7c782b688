-- Where a layer's places are now, in degrees.
select ST_X(geom) as lon, ST_Y(geom) as lat
from public_asset
where municipality_code = :code and layer = :layer and ST_GeometryType(geom) = 'ST_Point'
order by id
limit :most
