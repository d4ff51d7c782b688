-- A session ends at its time, and before that when nobody has used it. It is not written at every request.
select content, used_at < now() - make_interval(mins => 1) as resting
from web_session
where token_hash = :token_hash and expires_at > now() and used_at > now() - make_interval(mins => :idle_minutes)
