-- Far out, areas come from a copy simplified to 300 m: less than a pixel there, and half the bytes.
select m.data_version, (
    select ST_AsMVT(f, :layer, 4096, 'geom', 'id')
    from (
        select id, name, ST_AsMVTGeom(geom_3857_far, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) as geom
        from public_area
        where municipality_code = :code and system = :layer
          and geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => 0.015625)
    ) f
    where geom is not null
) as tile
from municipality m
where m.code = :code
