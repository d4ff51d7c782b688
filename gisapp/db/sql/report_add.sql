-- Once for each key: the same sent twice is kept once.
insert into report (key, municipality_code, service_id, kind, text, place)
values (cast(:key as uuid), :code, :service_id, :kind, :text, :place)
on conflict (key) do nothing
returning id
