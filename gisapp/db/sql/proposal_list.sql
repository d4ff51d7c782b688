-- Proposals of a municipality in some states, the longest waiting first; of one author or one asset, or of all.
select p.id, p.municipality_code, p.service_id, p.base_version, p.content, p.state, p.author_id, a.name as author, p.office_id,
       o.name as office, p.reason, p.returned_reason, p.version, p.updated_at, s.name as asset, s.version as asset_version
from proposal p
join account a on a.id = p.author_id
left join office o on o.id = p.office_id
left join service s on s.id = p.service_id
where p.municipality_code = :code and p.state = any(cast(:states as text[]))
  and (cast(:author_id as bigint) is null or p.author_id = :author_id)
  and (cast(:service_id as bigint) is null or p.service_id = :service_id)
order by p.updated_at, p.id
limit :most
