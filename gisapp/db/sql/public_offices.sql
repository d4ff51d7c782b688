select id, name, phone from public_office where municipality_code = :code order by name, id
