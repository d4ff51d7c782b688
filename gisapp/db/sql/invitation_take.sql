delete from invitation where token_hash = :token_hash and expires_at > now() returning account_id
