-- The same delivery keeps its source row.
insert into source (municipality_code, layer, publisher, title, url, licence, as_of, files, digest)
values (:code, :layer, :publisher, :title, :url, :licence, :as_of, cast(:files as jsonb), :digest)
on conflict (municipality_code, layer, digest) do update
set publisher = excluded.publisher, title = excluded.title, url = excluded.url, licence = excluded.licence,
    as_of = excluded.as_of, retrieved_at = now()
returning id
