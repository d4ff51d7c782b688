-- Assets get the words of a snapshot; the version grows by itself.
update service s
set layer = o.layer, organization_id = o.organization_id, name = o.name, kana = o.kana, description = o.description,
    pillars = o.pillars, fields = o.fields, target_groups = o.target_groups, formality = o.formality, fee = o.fee,
    hours_note = o.hours_note, capacity = o.capacity, url = o.url, email = o.email, status = o.status,
    assured_date = o.assured_date, valid_from = o.valid_from, valid_to = o.valid_to, attributes = o.attributes,
    source_digest = o.source_digest, edited_at = o.edited_at, run_id = o.run_id, office_id = o.office_id,
    hub_id = o.hub_id, informant = o.informant, checked_how = o.checked_how, booking = o.booking,
    accessibility = o.accessibility, languages = o.languages, rooms = o.rooms, staff = o.staff, topics = o.topics,
    planned_on = o.planned_on, closed_on = o.closed_on, service_area = o.service_area, photos = o.photos,
    visibility = o.visibility, consent = o.consent
from todo t, jsonb_populate_record(cast(null as service), t.content -> 'service') o
where t.entity = 'asset' and t.action <> 'new' and not t.later and s.id = t.entity_id
