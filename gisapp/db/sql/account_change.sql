-- Whoever is stopped or gets another role is out at once: sessions hold the number that changes here.
update account
set name = :name, role = :role, municipality_code = :municipality_code, office_id = :office_id,
    districts = cast(:districts as text[]), active = :active, fs_uniquifier = :fs_uniquifier
where id = :id
returning id
