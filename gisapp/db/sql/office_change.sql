update office
set name = :name, phone = :phone, email = :email, address = :address, districts = cast(:districts as text[]), active = :active
where id = :id
  and not exists (
      select from office o
      where o.municipality_code = office.municipality_code and o.name = :name and o.id <> :id
  )
returning id
