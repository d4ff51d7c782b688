-- Administrators of everything who can come in: the last one can't be lost.
select count(*) from account
where role = '管理者' and municipality_code is null and active and (password is not null or oidc_subject is not null)
