-- People by sex and age bracket, in arrays over the units that have a row for it: a suppressed cell's ages are in
-- the cell that took them in, its own total is not, so the sum over a unit's cells, nulls left out, is the unit's
-- people; null where no cell of the unit knows it.
select sex, age_from, age_to, array_agg(unit_key) as units, array_agg(people) as people
from (
    select c.unit_key, p.sex, p.age_from, p.age_to, sum(p.people)::int as people
    from population_cell c
    join population_count p on p.cell_id = c.id
    where c.municipality_code = :code and c.layer = :layer and c.year = :year
    group by c.unit_key, p.sex, p.age_from, p.age_to
) n
group by sex, age_from, age_to
order by sex desc, age_from, age_to
