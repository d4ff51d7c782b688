delete from schedule
using service s
where s.id = schedule.service_id and s.municipality_code = :code and s.layer = :layer
