-- Tiles of before are not to be remembered as those of now.
update municipality m
set data_version = greatest(data_version + 1, cast(extract(epoch from now()) as bigint))
from service s
where s.id = any(cast(:ids as bigint[])) and m.code = s.municipality_code
