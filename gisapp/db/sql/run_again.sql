-- Somebody has asked the same again.
update analysis_run set last_at = now(), pinned = pinned or :pin where number = :number
