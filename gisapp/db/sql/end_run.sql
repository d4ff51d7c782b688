-- A run that somebody has cancelled meanwhile doesn't end in any other way: then no row is touched.
update import_run
set status = :status, municipality_code = coalesce(:code, municipality_code), layer = coalesce(:layer, layer),
    source_id = coalesce(:source_id, source_id), edition = :edition, rows_read = :rows_read,
    rows_published = :rows_published, rows_outside = :rows_outside, problems = :problems,
    changes = cast(:changes as jsonb), preview = coalesce(cast(:preview as jsonb), preview), crs = :crs, step = '', done = 0, finished_at = now(),
    published_at = case when :status = 'published' then now() end
where id = :run_id and status not in ('cancelled', 'undone')
