-- Public assets that are shown within some metres of a point, and those anywhere in the city that bear the very name. The
-- box is in the projection of the index; the distance in metres over the ellipsoid.
with here as (
    select ST_SetSRID(ST_MakePoint(cast(:lon as float), cast(:lat as float)), 6668) as point
    where cast(:lon as float) is not null
)
select a.id, a.layer, a.name, a.kana, a.address, a.precision, d.distance_m
from (
    select p.service_id as id
    from here
    join pin p on p.municipality_code = :code
              and p.geom_3857 && ST_Expand(ST_Transform(here.point, 3857), :within_m / cos(radians(ST_Y(here.point))) * 1.01)
    union
    select id from public_asset
    where municipality_code = :code and replace(normalize(name, nfkc), ' ', '') = :name
) near
join public_asset a on a.id = near.id
left join here on true
left join lateral (
    select ST_Distance(cast(a.geom as geography), cast(here.point as geography)) as distance_m
    where a.geom is not null and here.point is not null
) d on true
order by a.id
limit 200
