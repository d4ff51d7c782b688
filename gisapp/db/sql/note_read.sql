-- A note that isn't removed; nobody changes it until the transaction ends.
select n.id, n.municipality_code, n.district, n.kind, n.text, n.heard_on, n.author_id, who.name as author, n.office_id,
       o.name as office, n.version
from hearing_note n
join account who on who.id = n.author_id
left join office o on o.id = n.office_id
where n.id = :id and n.removed_at is null
for update of n
