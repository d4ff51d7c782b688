delete from admin_session where token_hash = :token_hash
