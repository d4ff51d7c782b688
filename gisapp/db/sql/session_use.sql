update web_session set used_at = now() where token_hash = :token_hash
