insert into account (email, name, role, municipality_code, password, fs_uniquifier)
values (:email, :name, :role, :municipality_code, :password, :fs_uniquifier)
on conflict (lower(email)) do nothing
returning id
