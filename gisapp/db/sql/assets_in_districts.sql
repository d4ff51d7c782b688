-- How many placed public assets lie in any of these districts: one in a choice area is one place all the same.
select count(*)
from public_asset a
where a.municipality_code = :code
  and exists (select from public_area d where d.id = any(:ids) and ST_Covers(d.geom, a.geom))
