update hearing_note set removed_at = now() where id = :id and version = :version and removed_at is null
returning id
