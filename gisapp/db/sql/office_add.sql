insert into office (municipality_code, name, phone, email, address, districts)
values (:municipality_code, :name, :phone, :email, :address, cast(:districts as text[]))
on conflict (municipality_code, name) do nothing
returning id
