-- As state_asset, of the ways of a network.
select count(*) || ':' || coalesce(sum(cast(cast('x' || substr(md5(cast(v as text)), 1, 15) as bit(60)) as bigint)), 0)
from (
    select source, target, number, length_m, geom from walk_edge where municipality_code = :code and layer = :layer
) v
