-- Each edition is valid until the next one begins; the newest has no end.
with editions as (
    select edition, valid_from, lead(coalesce(valid_from, current_date)) over (order by valid_from nulls first) as ends
    from (
        select distinct edition, valid_from from area where municipality_code = :code and system = :layer
    ) e
)
update area a
set valid_to = e.ends
from editions e
where a.municipality_code = :code and a.system = :layer and a.edition = e.edition
  and a.valid_to is distinct from e.ends
