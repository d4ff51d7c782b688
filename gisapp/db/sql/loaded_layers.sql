-- What of each layer is on the map now, and the run and source that it came from: a later import of an older
-- edition or census doesn't change whose figures these are.
with shown as (
    select layer, max(run_id) as run_id, count(*) as n, count(*) filter (where geom is null) as unplaced
    from public_asset where municipality_code = :code group by layer
    union all
    select system, max(run_id), count(*), 0 from public_area where municipality_code = :code group by system
    union all
    select layer, max(run_id), count(*), 0
    from population_cell c
    where municipality_code = :code and year = (
        select max(year) from population_cell where municipality_code = :code and layer = c.layer
    )
    group by layer
    union all
    select 'town_gazetteer', max(run_id), count(*), 0
    from gazetteer_town where municipality_code = :code having count(*) > 0
)
select n.layer, s.publisher, s.title, s.url, s.licence, s.as_of, s.retrieved_at, s.files, r.id as run_id, r.rows_read,
       r.rows_outside, r.problems, n.n, n.unplaced
from shown n
join import_run r on r.id = n.run_id
join source s on s.id = r.source_id
