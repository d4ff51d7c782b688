-- The link is the proof, so it may also bind anew; sessions of before end. A mail address that is told must be the
-- invited one, and
-- nobody is two people here. Whoever calls takes all of it back where nothing is returned: the link stays good for whom it is for.
with used as (
    delete from invitation where token_hash = :token_hash and expires_at > now() returning account_id
)
update account
set oidc_issuer = :issuer, oidc_subject = :subject, fs_uniquifier = :fs_uniquifier, failures = 0, locked_until = null
from used
where account.id = used.account_id and active
  and (cast(:email as text) is null or lower(email) = lower(cast(:email as text)))
  and not exists (
      select from account other
      where other.oidc_issuer = :issuer and other.oidc_subject = :subject and other.id <> account.id
  )
returning account.id
