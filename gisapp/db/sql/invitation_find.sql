select a.id, a.email, a.name, a.role
from invitation i
join account a on a.id = i.account_id and a.active
where i.token_hash = :token_hash and i.expires_at > now()
