-- Population units (a suppressed cell shows the figures of the unit that holds its people). Counts of 1–9 and
-- the rates behind them are left out.
select m.data_version, (
    select ST_AsMVT(f, :layer, 4096, 'geom', 'id')
    from (
        select c.id, u.people, u.aging_rate,
               ST_AsMVTGeom(c.geom_3857, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) as geom
        from population_cell c
        join lateral (
            select case when n.people not between 1 and 9 then n.people end as people,
                   case when n.people > 9 and n.people_65 not between 1 and 9
                        then round(100.0 * n.people_65 / nullif(n.age_known, 0), 1)::float end as aging_rate
            from (
                select sum(p.people) filter (where p.age_from = 0 and p.age_to is null)::int as people,
                       sum(p.people) filter (where p.age_from = 65 and p.age_to is null)::int as people_65,
                       sum(p.people) filter (where (p.age_from = 0 and p.age_to = 14)
                           or (p.age_from = 15 and p.age_to = 64) or (p.age_from = 65 and p.age_to is null)) as age_known
                from population_cell unit
                join population_count p on p.cell_id = unit.id and p.sex = 't'
                where unit.municipality_code = c.municipality_code and unit.layer = c.layer and unit.year = c.year
                  and unit.unit_key = c.unit_key
            ) n
        ) u on true
        where c.municipality_code = :code and c.layer = :layer
          and c.year = coalesce(
              nullif(cast(:year as int), 0),
              (select max(year) from population_cell where municipality_code = :code and layer = :layer))
          and c.geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => 0.015625)
    ) f
    where geom is not null
) as tile
from municipality m
where m.code = :code
