-- What one bulk change changed, and whether that is still the asset's newest version, taken back, or changed since.
select s.id, s.name, s.version, s.municipality_code, s.office_id, coalesce(t.districts, '{}') as districts,
       c.before, c.actor, c.at, cast(c.before -> 'service' ->> 'version' as integer) + 1 as made,
       exists (
           select from change b
           where b.entity = 'asset' and b.entity_id = c.entity_id and b.id > c.id and b.reason = :back
       ) as is_back
from change c
join service s on s.id = c.entity_id
join asset_territory t on t.id = s.id
where c.entity = 'asset' and starts_with(c.reason, :reason)
order by s.name, s.id
