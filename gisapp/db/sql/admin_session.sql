select token_hash from admin_session where token_hash = :token_hash and expires_at > now()
