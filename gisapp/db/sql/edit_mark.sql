update service set edited_at = now() where id = :id
