insert into source (municipality_code, layer, publisher, title, url, licence, files, digest)
select m.code, :layer, m.name, :title, '', :licence, '[]', 'hand'
from municipality m
where m.code = :code
on conflict (municipality_code, layer, digest) do update set title = excluded.title
returning id
