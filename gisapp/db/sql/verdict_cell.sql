-- A census year can come in several files: cells that this delivery doesn't hold stay as they are, unless it holds
-- the same ground in cells of another size, which would count its people twice.
insert into verdict_cell (entity_id, year, key, action)
with staged as (
    select s.*, counts.listed
    from stage_cell s
    left join (
        select year, key,
               string_agg(concat_ws(',', sex, age_from, coalesce(age_to, 999), coalesce(cast(people as text), '*')), ';'
                          order by sex collate "C", age_from, coalesce(age_to, 999)) as listed
        from stage_count group by year, key
    ) counts on counts.year = s.year and counts.key = s.key
),
loaded as (
    select c.*, counts.listed
    from population_cell c
    left join lateral (
        select string_agg(concat_ws(',', sex, age_from, coalesce(age_to, 999), coalesce(cast(people as text), '*')), ';'
                          order by sex collate "C", age_from, coalesce(age_to, 999)) as listed
        from population_count n where n.cell_id = c.id
    ) counts on true
    where c.municipality_code = :code and c.layer = :layer
)
select coalesce(c.id, nextval(pg_get_serial_sequence('population_cell', 'id'))), s.year, s.key,
       case when c.id is null then 'new'
            when (c.unit_key, c.name, c.households, c.listed) is not distinct from (s.unit_key, s.name, s.households, s.listed)
                 and ST_AsBinary(c.geom) = ST_AsBinary(ST_Multi(s.geom)) then 'same'
            else 'changed' end
from staged s
left join loaded c on c.year = s.year and c.key = s.key
union all
select c.id, c.year, c.key, 'gone'
from loaded c
where not exists (select from stage_cell s where s.year = c.year and s.key = c.key)
  and exists (
      select from stage_cell s
      where s.year = c.year and s.geom && c.geom
        and ST_Area(ST_Intersection(s.geom, c.geom)) > 0.01 * least(ST_Area(s.geom), ST_Area(c.geom))
  )
order by 2, 3
