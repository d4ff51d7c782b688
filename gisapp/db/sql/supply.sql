-- The assets of the chosen categories with what supply is counted from. Those just outside the municipality
-- count as well, and so do those that the public doesn't see, each where it may be shown; none that has ended.
-- What is only planned is marked: scenarios can open it. No point: not placed yet.
-- Hours a week where every opening's times are known, null otherwise.
select s.id, s.layer, s.name, l.address, ST_X(l.geom) as lon, ST_Y(l.geom) as lat, s.formality, s.capacity,
       s.assured_date > current_date - interval '12 months' as checked, l.precision = 'hidden' as hidden,
       s.planned_on > current_date as planned,
       l.precision in ('町丁目', '校区') as rough, h.week_h
from service s
join service_at_location sl on sl.service_id = s.id
join location l on l.id = sl.location_id
left join lateral (
    select case when bool_and(c.opens_at is not null and c.closes_at is not null) then
               -- what closes after midnight closes earlier by the clock than it opens
               sum(mod(extract(epoch from c.closes_at - c.opens_at) + 86400, 86400) / 3600
                   * cardinality(string_to_array(c.byday, ','))
                   -- so many of the weeks of a month: 365.25 days over 12 months of 7-day weeks
                   * case when c.weeks = '{}' then 1 else cardinality(c.weeks) / (365.25 / 12 / 7) end)
           end as week_h
    from schedule c where c.service_id = s.id
) h on true
where s.municipality_code = :code and s.layer = any(:layers)
      and s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
order by s.id
