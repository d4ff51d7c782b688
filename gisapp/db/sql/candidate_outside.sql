-- Which of the points (degrees) lie outside the municipality.
select p.number
from unnest(cast(:lons as float8[]), cast(:lats as float8[])) with ordinality as p (lon, lat, number)
where not exists (
    select from public_area a
    where a.municipality_code = :code and a.system = 'city_area'
          and ST_Covers(a.geom, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 6668))
)
order by p.number
