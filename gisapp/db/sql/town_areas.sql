-- The towns of the current edition of the town areas, with the ward where the city has some.
select key, name, attributes->>'ward' as ward, ST_AsBinary(geom) as geom
from area
where municipality_code = :code and system = 'town_area' and valid_to is null
order by key
