-- What services have answered to these questions; the better answer of two comes first.
select query, method, lon, lat, matched, level
from geocode_cache
where query = any(:queries)
order by query, level is null, level <> '街区', asked_at
