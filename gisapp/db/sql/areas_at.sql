-- The areas of today that a point lies in (several of a system in a choice area).
select a.system, a.id, a.key, a.name
from public_area a
where a.municipality_code = :code and ST_Covers(a.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668))
order by a.system, a.id
