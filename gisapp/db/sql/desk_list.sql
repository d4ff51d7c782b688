-- Public places of these layers: the desks that a satellite may belong to.
select id, name
from public_asset
where municipality_code = :code and layer = any(cast(:layers as text[]))
order by name, id
