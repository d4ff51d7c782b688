select id, name, phone, districts from public_office where municipality_code = :code order by name, id
