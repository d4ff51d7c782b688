delete from invitation where expires_at < now() - make_interval(days => :days)
