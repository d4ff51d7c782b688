-- What a resident searches for: how many there are, and which ones, nearest first.
-- Counts come by what the places have in common; gisapp.assets.search adds them up.
-- Without a point to measure from (:lon, :lat null) they stand by layer and name; with one, those without a place come last.
-- Words are in one spelling and surrounded by %; :among keeps to these. Hours are minutes from midnight: :spill_days are
-- the days whose hours may reach into :since of the day after.
with base as not materialized (
    select f.service_id, f.layer, f.geom, f.name, f.whom, f.has, f.days,
           f.layer = any(cast(:layers as text[])) as layer_fits,
           :whom = 0 or (f.whom & :whom) <> 0 as whom_fits,
           (f.has & :has) = :has as has_fits,
           not :timed or f.service_id in (
               select h.service_id
               from finding_hours h
               where ((h.days & :days) <> 0 and (h.weeks = 0 or :weeks = 0 or (h.weeks & :weeks) <> 0) and (h.closed & :closed) = 0
                      and (cast(:since as int) is null or (h.opens < cast(:until as int) and h.closes > cast(:since as int))))
                  or ((h.days & :spill_days) <> 0 and (h.weeks = 0 or (h.weeks & :weeks_yesterday) <> 0)
                      and (h.closed & :closed_yesterday) = 0 and h.closes > cast(:since as int) + 1440)
           ) as when_fits,
           f.service_id in (
               select h.service_id
               from finding_hours h
               where (h.days & :today) <> 0 and (h.weeks = 0 or (h.weeks & :weeks_today) <> 0) and (h.closed & :closed_today) = 0
           ) as is_today,
           f.service_id in (
               select h.service_id
               from finding_hours h
               where ((h.days & :today) <> 0 and (h.weeks = 0 or (h.weeks & :weeks_today) <> 0) and (h.closed & :closed_today) = 0
                      and h.opens <= :minute and h.closes > :minute)
                  or ((h.days & :yesterday) <> 0 and (h.weeks = 0 or (h.weeks & :weeks_yesterday) <> 0)
                      and (h.closed & :closed_yesterday) = 0 and h.closes > :minute + 1440)
           ) as is_now
    from finding f
    where f.municipality_code = :code
      and f.key like :word_1 and f.key like :word_2 and f.key like :word_3
      and (f.valid_to is null or f.valid_to > current_date)
      and (cast(:among as bigint[]) is null or f.service_id = any(cast(:among as bigint[])))
      and (not :unplaced_only or (f.geom is null and not f.layer = any(cast(:placeless as text[]))))
      and (cast(:district as bigint) is null or exists (
          select from public_area e where e.id = :district and ST_Covers(e.geom, f.geom)
      ))
), counted as (
    select layer, whom, has, days, when_fits, is_today, is_now, count(*) as places
    from base
    group by layer, whom, has, days, when_fits, is_today, is_now
), matching as (
    select service_id, name,
           ((ST_X(geom) - cast(:lon as float8)) * :cos_lat) * ((ST_X(geom) - cast(:lon as float8)) * :cos_lat)
           + (ST_Y(geom) - cast(:lat as float8)) * (ST_Y(geom) - cast(:lat as float8)) as away,
           case when cast(:lon as float8) is null then array_position(cast(:layers as text[]), layer) end as place
    from base
    where layer_fits and whom_fits and has_fits and when_fits
)
select coalesce((select json_agg(counted) from counted), '[]') as counted,
       array(select service_id from matching order by place, away, name, service_id limit :limit) as ids
