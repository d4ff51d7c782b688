-- The same delivery keeps its source row; each publication is a run of its own.
with known as (
    insert into source (municipality_code, layer, publisher, title, url, licence, as_of, files, digest)
    values (:code, :layer, :publisher, :title, :url, :licence, :as_of, cast(:files as jsonb), :digest)
    on conflict (municipality_code, layer, digest) do update
    set publisher = excluded.publisher, title = excluded.title, url = excluded.url, licence = excluded.licence,
        as_of = excluded.as_of, retrieved_at = now()
    returning id
)
insert into import_run (source_id, edition, rows_read, rows_published, rows_outside, problems)
select id, :edition, :rows_read, :rows_published, :rows_outside, :problems from known
returning id
