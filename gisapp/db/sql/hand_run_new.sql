insert into import_run (kind, status, municipality_code, layer, source_id, published_at, finished_at)
values ('hand', 'published', :code, :layer, :source_id, now(), now())
returning id
