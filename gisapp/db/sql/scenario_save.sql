insert into scenario (token, municipality_code, name, changes, question)
values (:token, :code, :name, cast(:changes as jsonb), cast(:question as jsonb))
returning *
