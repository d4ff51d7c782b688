select count(*) from service
where municipality_code = :code and status = 'active' and planned_on > current_date
