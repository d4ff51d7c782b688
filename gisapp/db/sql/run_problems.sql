select severity, code, file, line, field, value, message, remedy, choice, options
from import_problem
where run_id = :run_id
order by id
