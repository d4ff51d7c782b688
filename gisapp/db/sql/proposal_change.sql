update proposal
set content = cast(:content as jsonb), base_version = :base_version, state = :state, reason = :reason, version = version + 1,
    updated_at = now()
where id = :id
