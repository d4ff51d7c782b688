-- Where it really is what a list wants shown only coarsely.
insert into true_place (service_id, address, building, geom)
select v.entity_id, a.truth ->> 'address', a.truth ->> 'building', cast(a.truth ->> 'geom' as geometry)
from stage_asset a
join verdict_asset v on v.key = a.source_key and v.action in ('new', 'changed')
where a.truth is not null
