-- What somebody has checked stays checked: a list that knows of no day, or of an earlier one, takes none away.
insert into service (id, municipality_code, layer, listed_in, source_key, organization_id, name, kana, description, pillars, fields,
                     target_groups, formality, fee, hours_note, capacity, url, email, booking, staff, rooms, topics,
                     closed_on, accessibility, status, assured_date, valid_from, valid_to, attributes, source_digest, edited_at, run_id)
select v.entity_id, :code, :layer, :layer, s.source_key, o.id, s.name, s.kana, s.description, cast(:pillars as text[]),
       cast(:fields as text[]), coalesce(nullif(s.target_groups, '{}'), cast(:target_groups as text[])), :formality, s.fee, s.hours_note, s.capacity, s.url,
       s.email, s.booking, s.staff, s.rooms, s.topics, s.closed_on, s.accessibility, 'active', s.assured_date, s.valid_from, s.valid_to, s.attributes, s.digest, null, :run_id
from stage_asset s
join verdict_asset v on v.key = s.source_key and v.action in ('new', 'changed')
left join organization o on o.municipality_code = :code and o.name = s.organization
order by v.entity_id
on conflict (id) do update
set layer = excluded.layer, organization_id = excluded.organization_id, name = excluded.name, kana = excluded.kana,
    description = excluded.description, pillars = excluded.pillars, fields = excluded.fields,
    target_groups = excluded.target_groups, formality = excluded.formality, fee = excluded.fee,
    hours_note = excluded.hours_note, capacity = excluded.capacity, url = excluded.url, email = excluded.email,
    booking = excluded.booking, staff = excluded.staff, rooms = excluded.rooms, topics = excluded.topics,
    closed_on = excluded.closed_on, accessibility = excluded.accessibility,
    status = 'active', assured_date = greatest(service.assured_date, excluded.assured_date), valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, attributes = excluded.attributes, source_digest = excluded.source_digest,
    edited_at = null, run_id = excluded.run_id
