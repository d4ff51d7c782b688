-- While the account is closed, tries neither count nor keep it closed: nobody can be shut out for good.
update account
set failures = failures + 1,
    locked_until = case when failures + 1 >= :most then now() + make_interval(mins => :minutes) else locked_until end
where id = :id and (locked_until is null or locked_until <= now())
returning failures >= :most as locked
