select id, kind, status, municipality_code as municipality, layer, actor, started_at, finished_at, published_at, step, done,
       edition, rows_read, rows_published, rows_outside, problems, changes, asked, crs, undoes
from import_run
where kind <> 'hand' and (cast(:code as text) is null or municipality_code = :code) and (cast(:id as bigint) is null or id = :id)
order by id desc
limit :most
