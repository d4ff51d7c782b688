insert into geocode_cache (method, query, asked_at, lon, lat, matched, level)
values (:method, :query, now(), :lon, :lat, :matched, :level)
on conflict (method, query) do update
set asked_at = excluded.asked_at, lon = excluded.lon, lat = excluded.lat, matched = excluded.matched,
    level = excluded.level
