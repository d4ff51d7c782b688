-- An area that came again under the same key in the meantime stays as it is.
insert into area (id, municipality_code, system, key, name, edition, valid_from, valid_to, attributes, geom, run_id)
select o.id, o.municipality_code, o.system, o.key, o.name, o.edition, o.valid_from, o.valid_to, o.attributes, o.geom,
       o.run_id
from todo t, jsonb_populate_record(cast(null as area), t.content) o
where t.entity = 'area' and t.action <> 'new' and not t.later
  and not exists (
      select from area a
      where a.municipality_code = o.municipality_code and a.system = o.system and a.edition = o.edition
        and a.key = o.key and a.id <> o.id
  )
on conflict (id) do update
set name = excluded.name, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    attributes = excluded.attributes, geom = excluded.geom, run_id = excluded.run_id
