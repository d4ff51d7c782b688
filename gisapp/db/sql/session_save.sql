-- How long a session lasts is counted from its beginning, however busy it is.
insert into web_session (token_hash, content, expires_at)
values (:token_hash, :content, now() + make_interval(hours => :hours))
on conflict (token_hash) do update set content = excluded.content
