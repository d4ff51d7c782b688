-- The ways of a municipality and its guard ring, in one order whatever was imported when.
select source, target, length_m, ST_AsBinary(geom) as geom
from walk_edge
where municipality_code = :code
order by source collate "C", target collate "C", number
