-- The current edition, unless the delivery is of an older day and only goes into the past.
select count(*) from public_area
where municipality_code = :code and system = :layer and (valid_from is null or valid_from <= cast(:as_of as date))
