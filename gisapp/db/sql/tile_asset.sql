-- Pins: lean at middle zooms; the name comes from z13 on, where it can be drawn.
select m.data_version, (
    select ST_AsMVT(f, :layer, 4096, 'geom', 'id')
    from (
        select service_id as id, precision::text as precision, case when :z >= 13 then name end as name,
               ST_AsMVTGeom(geom_3857, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) as geom
        from pin
        where municipality_code = :code and layer = :layer
          and geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => 0.015625)
          and (valid_to is null or valid_to > current_date)
    ) f
    where geom is not null
) as tile
from municipality m
where m.code = :code
