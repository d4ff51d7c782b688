select municipality_code, office_id, coalesce(districts, '{}') as districts
from asset_territory
where id = :id
