select * from scenario where token = :token and municipality_code = :code
