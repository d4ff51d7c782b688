select a.id, a.email, a.name, a.role, a.municipality_code, a.office_id, o.name as office, a.districts, a.active, a.entered_at,
       a.tf_primary_method is not null as two_factor, a.password is not null as taken,
       a.oidc_subject is not null as work_account, i.expires_at as invited_until
from account a
left join office o on o.id = a.office_id
left join invitation i on i.account_id = a.id and i.expires_at > now()
order by a.active desc, a.role, a.name, a.id
