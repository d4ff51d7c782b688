-- Services that the run brought; locations, phones, hours and pins go with them.
delete from service s using todo t
where t.entity = 'asset' and t.action = 'new' and not t.later and s.id = t.entity_id
