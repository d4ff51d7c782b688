-- What tiles are cut from: the public assets of the layer that have a place, flat.
insert into pin (service_id, municipality_code, layer, name, precision, valid_to, assured_date, listed, geom_3857, radius_m, site)
select n.id, n.municipality_code, n.layer, n.name, n.precision, n.valid_to, s.assured_date, r.kind <> 'hand', n.geom_3857,
       n.radius_m, n.site
from pin_now n
join service s on s.id = n.id
join import_run r on r.id = s.run_id
where n.municipality_code = :code and n.layer = :layer
