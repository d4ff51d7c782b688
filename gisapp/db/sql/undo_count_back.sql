insert into population_count (cell_id, sex, age_from, age_to, people, state)
select o.cell_id, o.sex, o.age_from, o.age_to, o.people, o.state
from todo t,
     jsonb_populate_recordset(cast(null as population_count),
                              case jsonb_typeof(t.content -> 'counts') when 'array' then t.content -> 'counts' else '[]' end) o
where t.entity = 'cell' and t.action <> 'new' and not t.later
