-- The current districts of a system with their label point and bounds, in degrees; by id, so that ties are stable.
select id, name, edition, ST_X(label) as lon, ST_Y(label) as lat, ST_XMin(geom) as west, ST_YMin(geom) as south,
       ST_XMax(geom) as east, ST_YMax(geom) as north, ST_AsBinary(geom) as geom
from public_area
where municipality_code = :code and system = :system
order by id
