-- Far out, pins are counted on a grid of 64 × 64 to the tile: at most 4,096 features, whatever the city holds.
select ST_AsMVT(f, :layer, 4096, 'geom')
from (
    select count(*)::int as count,
           ST_AsMVTGeom(ST_Centroid(ST_Collect(geom_3857)), ST_TileEnvelope(:z, :x, :y), 4096, 64, true) as geom
    from public_asset
    where municipality_code = :code and layer = :layer
      and geom_3857 && ST_TileEnvelope(:z, :x, :y)
    group by ST_SnapToGrid(geom_3857, 40075016.685578488 / (64 * 2 ^ :z))
) f
where geom is not null
