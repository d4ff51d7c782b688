-- Only from the version that the writer has seen.
update scenario
set name = coalesce(cast(:name as text), name), changes = coalesce(cast(:changes as jsonb), changes),
    question = coalesce(cast(:question as jsonb), question), version = version + 1, updated_at = now()
where token = :token and municipality_code = :code and version = :version
returning *
