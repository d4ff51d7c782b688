-- Who may get a weekly letter: everybody who can come in, with the territory they act in and their last letter.
select a.id, a.name, a.email, a.role, a.municipality_code, a.office_id, coalesce(o.districts, a.districts) as districts,
       a.digest_at
from account a
left join office o on o.id = a.office_id
where a.active and a.password is not null and a.email like '%@%'
order by a.id
