select * from scenario where municipality_code = :code order by updated_at desc, token
