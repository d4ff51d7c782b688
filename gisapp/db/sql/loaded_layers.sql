-- Each layer's latest run with its source, and what of the layer is on the map now.
select distinct on (s.layer) s.layer, s.publisher, s.title, s.url, s.licence, s.as_of, s.retrieved_at, s.files,
       r.rows_read, r.rows_outside, r.problems, coalesce(n.n, 0) as n, coalesce(n.unplaced, 0) as unplaced
from source s
join import_run r on r.source_id = s.id
left join (
    select layer, count(*) as n, count(*) filter (where geom is null) as unplaced
    from public_asset where municipality_code = :code group by layer
    union all
    select system, count(*), 0 from public_area where municipality_code = :code group by system
    union all
    select layer, count(*), 0 from population_cell c
    where municipality_code = :code and year = (
        select max(year) from population_cell where municipality_code = :code and layer = c.layer
    )
    group by layer
    union all
    select 'town_gazetteer', count(*), 0 from gazetteer_town where municipality_code = :code
) n on n.layer = s.layer
where s.municipality_code = :code
order by s.layer, r.id desc
