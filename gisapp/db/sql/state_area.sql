-- As state_asset, of the current areas of a system.
select count(*) || ':' || coalesce(sum(cast(cast('x' || substr(md5(cast(v as text)), 1, 15) as bit(60)) as bigint)), 0)
from (
    select key, name, edition, md5(ST_AsBinary(geom)) from public_area where municipality_code = :code and system = :layer
) v
