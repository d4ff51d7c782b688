-- What residents search through, flat: of these assets, the ones that the public may see.
insert into finding (service_id, municipality_code, layer, name, key, name_key, whom, has, days, valid_to, geom, topics, site, organization)
select service_id, municipality_code, layer, name, key, name_key, whom, has, days, valid_to, geom, topics, site, organization
from finding_now
where service_id = any(cast(:ids as bigint[]))
