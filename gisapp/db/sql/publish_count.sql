insert into population_count (cell_id, sex, age_from, age_to, people, state)
select v.entity_id, s.sex, s.age_from, s.age_to, s.people, s.state
from stage_count s
join verdict_cell v on v.year = s.year and v.key = s.key
where v.action in ('new', 'changed')
