-- Questions that this service needn't be asked again: found, or not found a short while ago.
select query, level from geocode_cache
where method = :method and query = any(:queries)
  and (lon is not null or asked_at > now() - make_interval(days => :again_days))
