select p.id, cast(p.key as text) as key, p.municipality_code, p.service_id, p.base_version, p.content, p.state, p.author_id,
       a.name as author, p.office_id, o.name as office, p.reason, p.returned_reason, p.version, p.created_at, p.updated_at,
       p.decided_at, d.name as decided_by
from proposal p
join account a on a.id = p.author_id
left join office o on o.id = p.office_id
left join account d on d.id = p.decided_by
where (cast(:id as bigint) is null or p.id = :id) and (cast(:key as uuid) is null or p.key = cast(:key as uuid))
