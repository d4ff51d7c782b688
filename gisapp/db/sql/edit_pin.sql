insert into pin (service_id, municipality_code, layer, name, precision, valid_to, geom_3857)
select id, municipality_code, layer, name, precision, valid_to, ST_Transform(geom, 3857)
from public_asset
where id = :id and geom is not null
