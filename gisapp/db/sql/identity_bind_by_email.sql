-- Only an account that isn't bound yet: an address that was given to somebody else opens nothing.
-- A link to set a password has done its work then.
with bound as (
    update account
    set oidc_issuer = :issuer, oidc_subject = :subject
    where lower(email) = lower(:email) and oidc_subject is null
      and active and (locked_until is null or locked_until <= now())
    returning id
), used as (
    delete from invitation where account_id in (select id from bound)
)
select id from bound
