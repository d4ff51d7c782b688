-- What was typed and taken back holds addresses and telephone numbers that nobody needs any more.
update proposal
set content = '{}', reason = '', returned_reason = ''
where state = 'withdrawn' and updated_at < now() - make_interval(days => :days) and content <> '{}'
