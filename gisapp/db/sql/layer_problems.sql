select severity, code, file, line, field, value, message, remedy
from import_problem
where run_id = :run_id
order by id
