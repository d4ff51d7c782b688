-- What an answer can depend on of a layer's places: a sum over their hashes, in any order. No id is in it: the same
-- list, taken back and imported again, is the same.
select count(*) || ':' || coalesce(sum(cast(cast('x' || substr(md5(cast(v as text)), 1, 15) as bit(60)) as bigint)), 0)
from (
    select s.source_key, s.name, s.planned_on > current_date, s.formality, s.capacity, s.assured_date, l.address, l.precision, l.position_method, l.geom,
           (
               select string_agg(concat_ws('/', c.byday, c.weeks, c.opens_at, c.closes_at), ',' order by c.byday, c.opens_at, c.closes_at)
               from schedule c where c.service_id = s.id
           )
    from service s
    join service_at_location sl on sl.service_id = s.id
    join location l on l.id = sl.location_id
    where s.municipality_code = :code and s.layer = :layer
          and s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
) v
