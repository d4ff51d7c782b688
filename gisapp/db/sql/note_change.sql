update hearing_note
set district = :district, kind = :kind, text = :text, heard_on = :heard_on, version = version + 1
where id = :id and version = :version and removed_at is null
returning version
