insert into import_run (kind, status, municipality_code, layer, actor, asked, undoes)
values (:kind, :status, :code, :layer, :actor, cast(:asked as jsonb), :undoes)
returning id
