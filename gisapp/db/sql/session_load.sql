select content from web_session where token_hash = :token_hash and expires_at > now()
