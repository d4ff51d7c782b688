-- The latest publication of a layer.
select s.digest, s.as_of
from import_run r
join source s on s.id = r.source_id
where s.municipality_code = :code and s.layer = :layer
order by r.id desc
limit 1
