-- What everybody may know of an asset that a report is about.
select id, name, municipality_code from public_asset where id = :id limit 1
