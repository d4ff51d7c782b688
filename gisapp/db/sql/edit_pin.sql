insert into pin (service_id, municipality_code, layer, name, precision, valid_to, assured_date, listed, geom_3857)
select a.id, a.municipality_code, a.layer, a.name, a.precision, a.valid_to, a.assured_date, r.kind <> 'hand',
       ST_Transform(a.geom, 3857)
from public_asset a
join import_run r on r.id = a.run_id
where a.id = :id and a.geom is not null
