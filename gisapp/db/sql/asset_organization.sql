with made as (
    insert into organization (municipality_code, name) values (:code, :name)
    on conflict do nothing
    returning id
)
select id from made
union all
select id from organization where municipality_code = :code and name = :name
limit 1
