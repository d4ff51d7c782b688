update report
set state = :state, outcome = :outcome, decided_by = :decided_by, decided_at = now()
where id = :id and state = 'open'
returning id
