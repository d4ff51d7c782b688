-- Assets of a municipality, of any status unless one is asked for, with what many of them may be changed in at once.
-- Text is matched in one form: full width as half width (NFKC), without spaces.
select s.id, s.version, s.name, s.layer, s.status, s.office_id, o.name as office, s.assured_date, s.checked_how,
       coalesce(t.districts, '{}') as districts
from service s
join asset_territory t on t.id = s.id
left join service_at_location sl on sl.service_id = s.id
left join location l on l.id = sl.location_id
left join true_place p on p.service_id = s.id
left join office o on o.id = s.office_id
where s.municipality_code = :code
  and (cast(:layer as text) is null or s.layer = :layer)
  and (cast(:status as text) is null or cast(s.status as text) = :status)
  and (cast(:office_id as bigint) is null or s.office_id = :office_id)
  and (not :no_office or s.office_id is null)
  and (cast(:before as date) is null or s.assured_date is null or s.assured_date < :before)
  and (cast(:district as text) is null or :district = any(t.districts))
  and (
      cast(:text as text) is null
      or strpos(
          lower(replace(normalize(concat_ws(' ', s.name, s.kana, p.address, l.address), nfkc), ' ', '')), lower(:text)
      ) > 0
  )
order by s.name, s.id
