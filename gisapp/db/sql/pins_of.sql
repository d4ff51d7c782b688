-- The pins that stand for these assets: services of a layer at one site share one.
select distinct coalesce((
    select min(other.service_id) from pin other
    where other.site = pin.site and other.layer = pin.layer and other.municipality_code = pin.municipality_code
          and (other.valid_to is null or other.valid_to > current_date)
), pin.service_id)
from pin
where service_id = any(cast(:ids as bigint[]))
