-- Nothing comes back where this half-minute's code, or a later one, was used before: also by somebody at once.
update account
set tf_last_counter = :counter
where id = :id and (tf_last_counter is null or tf_last_counter < :counter)
returning id
