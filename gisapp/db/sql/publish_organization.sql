insert into organization (municipality_code, name)
select distinct :code, organization from stage_asset where organization is not null
on conflict do nothing
