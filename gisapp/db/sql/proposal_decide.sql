update proposal
set state = :state, returned_reason = :returned_reason, decided_by = :decided_by, decided_at = now(), updated_at = now(),
    service_id = coalesce(service_id, cast(:service_id as bigint)), version = version + 1
where id = :id
