select severity, code, line, field, value, message, remedy
from public_problem
where run_id = :run_id
order by id
