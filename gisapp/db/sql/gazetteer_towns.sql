-- The towns by which addresses are placed, each with its points. Of two layers with one town one counts, so that
-- two publishers' points of a town aren't taken for two towns.
select name, ST_X(geom) as lon, ST_Y(geom) as lat
from gazetteer_town t
where municipality_code = :code and block is null
  and layer = (
      select min(o.layer) from gazetteer_town o
      where o.municipality_code = :code and o.search_key = t.search_key and o.block is null
  )
order by id
