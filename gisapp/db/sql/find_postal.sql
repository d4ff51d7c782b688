-- The towns of a postal code.
select 'town' as kind, cast(null as bigint) as id, concat(name, '（〒', block, '）') as name, ST_X(geom) as lon, ST_Y(geom) as lat
from gazetteer_town
where municipality_code = :code and layer = 'postal_code' and block = :postal
order by name
limit 12
