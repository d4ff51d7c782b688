-- A new delivery of the same edition: areas that it no longer holds leave that edition.
delete from area a using verdict_area v where v.action = 'gone' and a.id = v.entity_id
