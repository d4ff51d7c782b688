insert into column_mapping (municipality_code, layer, fingerprint, columns)
values (:code, :layer, :fingerprint, cast(:columns as jsonb))
on conflict (municipality_code, layer, fingerprint) do update set columns = excluded.columns
