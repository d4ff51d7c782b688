-- Whoever changes an asset waits for whoever is changing it.
select version, municipality_code, layer from service where id = :id for update
