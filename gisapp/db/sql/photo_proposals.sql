-- Open proposals that bring a photo.
select id
from proposal
where state in ('draft', 'submitted', 'returned')
  and content -> 'photos' @> jsonb_build_array(jsonb_build_object('file', cast(:file as text)))
order by id
limit 20
