-- Districts and towns whose name holds the words, for going there: those that begin with them first, shorter names first.
select kind, id, name, lon, lat
from (
    select 'district' as kind, a.id, a.name, ST_X(p.geom) as lon, ST_Y(p.geom) as lat, search_key(a.name) as key
    from public_area a
    cross join lateral (select ST_PointOnSurface(a.geom) as geom) p
    where a.municipality_code = :code and a.system = 'elementary_district'
    union all
    select 'town', null, t.name, ST_X(t.geom), ST_Y(t.geom), search_key(t.name)
    from gazetteer_town t
    where t.municipality_code = :code and t.block is null
          and t.layer = (
              select min(o.layer) from gazetteer_town o
              where o.municipality_code = :code and o.search_key = t.search_key and o.block is null
          )
) spot
where key like :word
order by not starts_with(key, trim('%' from :word)), kind, length(name), name
limit 3
