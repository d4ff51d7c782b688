update report
set text = '', place = ''
where state = 'dropped' and decided_at < now() - make_interval(days => :days) and text || place <> ''
