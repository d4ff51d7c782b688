-- The deliveries behind what is shown of these layers, in the order in which they were last published.
select r.layer, s.digest, s.as_of
from import_run r
join source s on s.id = r.source_id
where r.municipality_code = :code and r.layer = any(cast(:layers as text[]))
      and r.kind = 'import' and r.status = 'published'
group by r.layer, s.digest, s.as_of
order by r.layer, max(r.id)
