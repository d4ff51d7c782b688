-- What of each layer is on the map now, and the run and source that it came from: a later import of an older
-- edition or census doesn't change whose figures these are, and neither does a run that was taken back.
with shown as (
    select a.layer, count(*) as n, count(*) filter (where a.geom is null) as unplaced, max(a.run_id) as row_run,
           cast(null as date) as day
    from public_asset a where a.municipality_code = :code group by a.layer
    union all
    select a.system, count(*), 0, max(a.run_id), max(a.valid_from)
    from public_area a where a.municipality_code = :code group by a.system
    union all
    select c.layer, count(*), 0, max(c.run_id), max(s.as_of)
    from population_cell c
    join public_run r on r.id = c.run_id
    join source s on s.id = r.source_id
    where c.municipality_code = :code and c.year = (
        select max(year) from population_cell where municipality_code = :code and layer = c.layer
    )
    group by c.layer
    union all
    select t.layer, count(*), 0, max(t.run_id), null from gazetteer_town t where t.municipality_code = :code group by t.layer
    union all
    select e.layer, count(*), 0, max(e.run_id), null from walk_edge e where e.municipality_code = :code group by e.layer
),
latest as (
    select n.*, (
        -- A delivery that changed nothing still says as of when all this is true.
        select max(r.id) from public_run r join source s on s.id = r.source_id
        where r.municipality_code = :code and r.layer = n.layer and r.kind = 'import' and r.status = 'published'
          and (n.day is null or s.as_of = n.day)
    ) as run_id
    from shown n
)
select n.layer, s.publisher, s.title, s.url, s.licence, s.as_of, s.retrieved_at, s.files, r.id as run_id, r.rows_read,
       r.rows_outside, r.problems, r.crs, r.edition, r.published_at, n.n,
       n.unplaced
from latest n
join public_run r on r.id = coalesce(n.run_id, n.row_run)
join source s on s.id = r.source_id
