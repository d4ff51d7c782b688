-- The people of the whole municipality (or nation) that a projection has one cell for, by year, sex and ages.
select c.year, p.sex, p.age_from, p.age_to, p.people
from population_cell c
join population_count p on p.cell_id = c.id
where c.municipality_code = :code and c.layer = :layer
order by c.year, p.sex desc, p.age_from, p.age_to
