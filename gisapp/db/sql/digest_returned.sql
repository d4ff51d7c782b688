-- What came back to its author and waits for them.
select coalesce(s.name, p.content ->> 'name') as name, p.returned_reason as reason
from proposal p
left join service s on s.id = p.service_id
where p.municipality_code = :code and p.state = 'returned' and p.author_id = :person_id
order by p.updated_at, p.id
