"""Knows 国土数値情報 A32 中学校区: areas of public junior high schools, 2013, 2016, 2021 and later.

Knows nothing of the map layer that shows them.

Fields of a record (geometry: area in the file's CRS; a school may have several records):
    municipality_code   six digits with check digit, None where the file's code is none
    founder             設置主体, such as 八王子市立, or None
    name                name of the school
    address             its address, or None

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-A32-2021.html and the pages of the older editions.
`as_of` is 1 April of the year in the official name: the data stand for a school year.
"""

from __future__ import annotations

from functools import partial

from importers._ksj import as_of_april, read_districts, recognises_schools
from importers._record import Format

FORMAT = Format(
    key="ksj_a32",
    title="国土数値情報 中学校区（A32）",
    extensions=("geojson", "json", "zip", "shp"),
    recognises=recognises_schools("A32"),
    read=partial(read_districts, prefix="A32", school="中学校"),
    as_of=as_of_april("A32"),
)
