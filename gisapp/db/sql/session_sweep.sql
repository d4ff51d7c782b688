delete from web_session where expires_at < now()
