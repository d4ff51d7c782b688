update account set digest_at = now() where id = :id
