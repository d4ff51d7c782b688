insert into population_count (cell_id, sex, age_from, age_to, people, state)
select c.id, s.sex, s.age_from, s.age_to, s.people, s.state
from stage_count s
join population_cell c on c.municipality_code = :code and c.layer = :layer and c.year = :year and c.key = s.key
