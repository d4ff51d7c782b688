-- The elementary districts that a point lies in (several in a choice area).
select a.key, a.name
from area a
where a.municipality_code = :code and a.system = 'elementary_district' and a.valid_to is null
  and ST_Covers(a.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668))
order by a.key
