-- How much is known of the chosen categories: all, checked within 12 months, without a place.
select count(*) as known,
       count(*) filter (where assured_date > current_date - interval '12 months') as checked,
       count(*) filter (where geom is null) as unplaced
from public_asset
where municipality_code = :code and layer = any(:layers)
