update account
set password = :password, fs_uniquifier = :fs_uniquifier, failures = 0, locked_until = null
where id = :id
