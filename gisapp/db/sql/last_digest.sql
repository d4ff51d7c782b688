-- The digest of a layer's latest publication; where editions stand beside one another, of the one of that day.
select s.digest
from import_run r
join source s on s.id = r.source_id
where s.municipality_code = :code and s.layer = :layer and r.status = 'published' and r.kind = 'import'
  and (not :beside or s.as_of = cast(:as_of as date))
order by r.id desc
limit 1
