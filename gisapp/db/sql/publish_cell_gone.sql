-- A census year can come in several files: only the cells that this delivery holds are replaced.
delete from population_cell c
using stage_cell s
where c.municipality_code = :code and c.layer = :layer and c.year = :year and c.key = s.key
