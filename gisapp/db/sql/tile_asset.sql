-- Pins, one for all services of the layer at one site: lean at middle zooms; the name comes from z13 on, where it can be drawn.
-- `age` is how old what is known of it is (gisapp.assets.assurance): 0 current (left out), 1 due, 2 stale, on the
-- first day of the month asked for. Of what is listed officially the list's day counts where nobody has checked.
-- Only a rough one has a radius.
select m.data_version, (
    select ST_AsMVT(f, :layer, 4096, 'geom', 'id')
    from (
        select service_id as id, precision::text as precision, case when :z >= 13 then name end as name,
               case
                   when coalesce(assured_date, case when listed then list.as_of end) is null then 1
                   when coalesce(assured_date, list.as_of) + make_interval(months => :stale_months) <= :month then 2
                   when coalesce(assured_date, list.as_of) + make_interval(months => :due_months) <= :month then 1
               end as age,
               radius_m::int as radius_m,
               ST_AsMVTGeom(geom_3857, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) as geom
        from pin
        left join (
            select source.as_of
            from public_run r join source on source.id = r.source_id
            where r.municipality_code = :code and r.layer = :layer and r.kind = 'import' and r.status = 'published'
            order by r.id desc
            limit 1
        ) list on true
        where municipality_code = :code and layer = :layer
          and geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => 0.015625)
          and (valid_to is null or valid_to > current_date)
          and (site is null or not exists (
              select from pin other
              where other.site = pin.site and other.layer = pin.layer and other.municipality_code = pin.municipality_code
                    and other.service_id < pin.service_id and (other.valid_to is null or other.valid_to > current_date)
          ))
    ) f
    where geom is not null
) as tile
from municipality m
where m.code = :code
