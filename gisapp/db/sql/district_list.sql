select key, name, ST_X(label) as lon, ST_Y(label) as lat
from area
where municipality_code = :code and system = 'elementary_district' and valid_to is null
order by name, key
