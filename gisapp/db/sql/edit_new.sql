insert into change (actor, reason, entity, entity_id, action) values (:actor, :reason, 'asset', :id, 'new')
