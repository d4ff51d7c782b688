-- What was heard in the districts of a municipality, the newest first.
select n.id, n.municipality_code, n.district, n.kind, n.text, n.heard_on, n.author_id, who.name as author, n.office_id,
       o.name as office, n.version
from hearing_note n
join account who on who.id = n.author_id
left join office o on o.id = n.office_id
where n.municipality_code = :code and n.removed_at is null
  and (cast(:district as text) is null or n.district = :district)
  and (cast(:kind as text) is null or n.kind = :kind)
order by n.heard_on desc, n.id desc
