-- A location of its own for each new service.
insert into location (id, municipality_code, address, building, precision, position_method, geom)
select v.location_id, :code, a.address, a.building, a.precision, a.position_method, a.geom
from verdict_asset v
join stage_asset a on a.source_key = v.key
where v.action = 'new'
order by v.location_id
