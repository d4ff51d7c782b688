delete from phone
using service s
where s.id = phone.service_id and s.municipality_code = :code and s.layer = :layer
