delete from gazetteer_town t using verdict_town v where v.action = 'gone' and t.id = v.entity_id
