-- What the new delivery no longer lists is retired, not deleted.
update service
set status = 'inactive', valid_to = current_date
where municipality_code = :code and layer = :layer and status = 'active'
  and not exists (select from stage_asset s where s.source_key = service.source_key)
