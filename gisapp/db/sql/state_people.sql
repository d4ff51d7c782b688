-- As state_asset, of the cells of a layer and the people in them, of every year.
select count(*) || ':' || coalesce(sum(cast(cast('x' || substr(md5(cast(v as text)), 1, 15) as bit(60)) as bigint)), 0)
from (
    select c.year, c.key, c.unit_key, c.households, md5(ST_AsBinary(c.geom)), n.counts
    from population_cell c
    left join lateral (
        select string_agg(concat_ws('/', p.sex, p.age_from, p.age_to, p.state, p.people), ','
                          order by p.sex, p.age_from, p.age_to) as counts
        from population_count p where p.cell_id = c.id
    ) n on true
    where c.municipality_code = :code and c.layer = :layer
) v
