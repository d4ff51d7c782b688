insert into check_answer (key, service_id, checked_on, how, result, outcome, actor)
values (:key, :service_id, :checked_on, :how, :result, :outcome, :actor)
on conflict (key) do nothing
returning key
