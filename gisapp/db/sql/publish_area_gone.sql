-- A new delivery of the same edition: areas that it no longer holds leave that edition.
delete from area a
where a.municipality_code = :code and a.system = :layer and a.edition = :edition
  and not exists (select from stage_area s where s.key = a.key)
