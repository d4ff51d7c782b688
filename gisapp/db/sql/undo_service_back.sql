update service s
set organization_id = o.organization_id, name = o.name, kana = o.kana, description = o.description, pillars = o.pillars,
    fields = o.fields, target_groups = o.target_groups, formality = o.formality, fee = o.fee, hours_note = o.hours_note,
    capacity = o.capacity, url = o.url, email = o.email, status = o.status, assured_date = o.assured_date,
    valid_from = o.valid_from, valid_to = o.valid_to, attributes = o.attributes, source_digest = o.source_digest,
    edited_at = o.edited_at, run_id = o.run_id
from undo_todo t, jsonb_populate_record(cast(null as service), t.before -> 'service') o
where t.entity = 'asset' and t.action <> 'new' and not t.later and s.id = t.entity_id
