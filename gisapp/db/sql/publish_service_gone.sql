-- What the new delivery no longer lists is retired, not deleted.
update service s
set status = 'inactive', valid_to = current_date, run_id = :run_id
from verdict_asset v
where v.action = 'gone' and s.id = v.entity_id
