delete from walk_edge e using verdict_edge v where v.action = 'gone' and e.id = v.entity_id
