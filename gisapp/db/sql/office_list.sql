select o.id, o.municipality_code, o.name, o.phone, o.email, o.address, o.districts, o.active,
       (select count(*) from account a where a.office_id = o.id and a.active) as people
from office o
where cast(:code as text) is null or o.municipality_code = :code
order by o.municipality_code, o.active desc, o.name
