update account set failures = 0, locked_until = null, entered_at = now() where id = :id
