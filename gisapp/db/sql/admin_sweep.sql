delete from admin_session where expires_at < now()
