-- The area of today that has the key of this one, of whatever edition it is.
select now.id
from area_edition past
join public_area now using (municipality_code, system, key)
where past.id = :id and past.municipality_code = :code
