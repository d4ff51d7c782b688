-- Areas of one system as one MVT layer. The stored 3857 copy is compared with the tile's envelope in 3857, so the
-- GiST index on it serves; a margin of 64 of 4,096 units keeps outlines whole across tile borders.
-- Far out, outlines come from copies simplified by less than a pixel.
select m.data_version, (
    select ST_AsMVT(f, :layer, 4096, 'geom', 'id')
    from (
        select id, name,
               ST_AsMVTGeom(
                   case when :z < 8 then geom_3857_far when :z < 11 then geom_3857_mid else geom_3857 end,
                   ST_TileEnvelope(:z, :x, :y), 4096, 64, true
               ) as geom
        from public_area
        where municipality_code = :code and system = :layer
          and geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => 0.015625)
    ) f
    where geom is not null
) as tile
from municipality m
where m.code = :code
