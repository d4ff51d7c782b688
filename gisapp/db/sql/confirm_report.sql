insert into report (key, municipality_code, service_id, kind, text)
values (:key, :code, :service_id, :kind, :text)
on conflict (key) do nothing
