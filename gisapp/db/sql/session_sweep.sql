delete from web_session where expires_at < now() or used_at < now() - make_interval(mins => :idle_minutes)
