-- Which of the chosen categories have any place at all.
select distinct layer from public_asset where municipality_code = :code and layer = any(:layers) and geom is not null
