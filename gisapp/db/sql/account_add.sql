insert into account (email, name, role, municipality_code, office_id, districts, password, fs_uniquifier)
values (:email, :name, :role, :municipality_code, :office_id, cast(:districts as text[]), :password, :fs_uniquifier)
on conflict (lower(email)) do nothing
returning id
