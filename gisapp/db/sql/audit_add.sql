insert into audit (account_id, actor, municipality_code, act, thing, thing_id, detail)
values (:account_id, :actor, :code, :act, :thing, :thing_id, cast(:detail as jsonb))
