select s.id, s.version, s.municipality_code, s.layer, s.name, s.status, a.content
from service s
join asset_snapshot a on a.id = s.id
where s.id = any(cast(:ids as bigint[]))
order by s.id
