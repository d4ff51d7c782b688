-- Assets of the chosen categories that have a point; those just outside the municipality count as well.
select id, ST_X(geom) as lon, ST_Y(geom) as lat
from public_asset
where municipality_code = :code and layer = any(:layers) and geom is not null
order by id
