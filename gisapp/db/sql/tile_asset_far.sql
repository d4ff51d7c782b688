-- Far out, pins are counted on a grid of 64 × 64 to the tile: at most 4,096 features, whatever the city holds.
select m.data_version, (
    select ST_AsMVT(f, :layer, 4096, 'geom')
    from (
        select count(*)::int as count,
               ST_AsMVTGeom(
                   ST_SetSRID(ST_Point(avg(ST_X(geom_3857)), avg(ST_Y(geom_3857))), 3857),
                   ST_TileEnvelope(:z, :x, :y), 4096, 64, true
               ) as geom
        from pin
        where municipality_code = :code and layer = :layer and geom_3857 && ST_TileEnvelope(:z, :x, :y)
          and (valid_to is null or valid_to > current_date)
        group by floor(ST_X(geom_3857) * 64 * 2 ^ :z / 40075016.685578488),
                 floor(ST_Y(geom_3857) * 64 * 2 ^ :z / 40075016.685578488)
    ) f
    where geom is not null
) as tile
from municipality m
where m.code = :code
