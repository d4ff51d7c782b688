insert into proposal (key, municipality_code, service_id, base_version, content, state, author_id, office_id, reason)
values (cast(:key as uuid), :code, :service_id, :base_version, cast(:content as jsonb), :state, :author_id, :office_id, :reason)
on conflict (key) do nothing
returning id
