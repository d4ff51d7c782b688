insert into todo (entity, entity_id, action, content, later)
values ('asset', :id, 'changed', cast(:content as jsonb), false)
