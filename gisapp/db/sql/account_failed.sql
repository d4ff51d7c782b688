update account
set failures = failures + 1,
    locked_until = case when failures + 1 >= :most then now() + make_interval(mins => :minutes) else locked_until end
where id = :id
