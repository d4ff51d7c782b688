select p.severity, p.code, p.file, p.line, p.field, p.value, p.message, p.remedy
from import_problem p
where p.run_id = (
    select max(r.id) from import_run r join source s on s.id = r.source_id
    where s.municipality_code = :code and s.layer = :layer
)
order by p.id
