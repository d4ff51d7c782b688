-- Its first words, which follow at once, make it version 1.
insert into service (municipality_code, layer, listed_in, source_key, name, run_id, version)
values (:code, :layer, :layer, :source_key, :name, :run_id, 0)
returning id
