-- A new link makes an older one worthless.
insert into invitation (token_hash, account_id, expires_at)
values (:token_hash, :account_id, now() + make_interval(days => :days))
on conflict (account_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at
