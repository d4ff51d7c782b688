-- Assets that have a photo, and whether everybody may see it there.
select s.id, exists (
    select from public_asset p where p.id = s.id and p.photos @> jsonb_build_array(jsonb_build_object('file', cast(:file as text)))
) as open
from service s
where s.photos @> jsonb_build_array(jsonb_build_object('file', cast(:file as text)))
order by s.id
limit 20
