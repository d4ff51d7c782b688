-- What a run did, and whether something that still counts has changed the same thing since.
insert into todo (entity, entity_id, action, content, later)
select c.entity, c.entity_id, c.action, c.before,
       exists (
           select from change n
           left join import_run r on r.id = n.run_id
           where n.entity = c.entity and n.entity_id = c.entity_id and n.id > c.id
             and (n.run_id is null or r.status = 'published')
       )
from change c
where c.run_id = :undoes
