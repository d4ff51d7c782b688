-- Pins: lean at middle zooms; the name comes from z13 on, where it can be drawn.
select ST_AsMVT(f, :layer, 4096, 'geom', 'id')
from (
    select id, precision::text as precision, case when :z >= 13 then name end as name,
           ST_AsMVTGeom(geom_3857, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) as geom
    from public_asset
    where municipality_code = :code and layer = :layer
      and geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => 0.015625)
) f
where geom is not null
