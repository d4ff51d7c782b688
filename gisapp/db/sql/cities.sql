select m.code, m.name, m.prefecture, m.is_sample, m.data_version, ST_XMin(e.box) as west, ST_YMin(e.box) as south,
       ST_XMax(e.box) as east, ST_YMax(e.box) as north
from municipality m
join lateral (
    select ST_Extent(a.geom) as box from public_area a where a.municipality_code = m.code and a.system = 'city_area'
) e on e.box is not null
order by m.is_sample, m.code
