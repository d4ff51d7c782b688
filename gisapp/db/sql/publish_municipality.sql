insert into municipality (code, name, prefecture, plane_srid, is_sample)
values (:code, :name, :prefecture, :plane_srid, :is_sample)
on conflict (code) do update
set name = excluded.name, prefecture = excluded.prefecture, plane_srid = excluded.plane_srid
