-- Also who may not come in now: somebody who is stopped doesn't get another account by their mail address.
select id, active and (locked_until is null or locked_until <= now()) as open
from account
where oidc_issuer = :issuer and oidc_subject = :subject
