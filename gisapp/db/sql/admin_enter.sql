insert into admin_session (token_hash, expires_at) values (:token_hash, now() + make_interval(hours => :hours))
