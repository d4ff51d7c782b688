-- People by unit: a suppressed cell's ages are in the cell that took them in, its own total is not, so the sum
-- over a unit's cells, nulls left out, is the unit's people. `age_known` is what rates are divided by.
select c.unit_key,
       sum(p.people) filter (where p.age_from = 0 and p.age_to is null) as people,
       sum(p.people) filter (where p.age_from = 65 and p.age_to is null) as people_65,
       sum(p.people) filter (where p.age_from = 75 and p.age_to is null) as people_75,
       sum(p.people) filter (where p.age_from = 0 and p.age_to = 14) as people_0_14,
       sum(p.people) filter (where (p.age_from = 0 and p.age_to = 14) or (p.age_from = 15 and p.age_to = 64)
                                or (p.age_from = 65 and p.age_to is null)) as age_known
from population_cell c
join population_count p on p.cell_id = c.id and p.sex = 't'
where c.municipality_code = :code and c.layer = :layer and c.year = :year
group by c.unit_key
order by c.unit_key
