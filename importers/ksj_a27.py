"""Knows 国土数値情報 A27 小学校区: areas of public elementary schools, 2010, 2016, 2021 and 2023.

Knows nothing of the map layer that shows them.

Columns by edition (`importers._ksj.schools` finds them by content, as city portals rename some):
    2010, 2016   A27_005 行政区域コード, 006 設置主体, 007 名称, 008 所在地
                 (001 to 004 are the same of the school points, `importers.ksj_p29`)
    2021, 2023   A27_001 行政区域コード, 002 設置主体, 003 学校コード, 004 名称, 005 所在地
2010 is on JGD2000 (EPSG:4612), 2021 and 2023 on JGD2011 (6668); what .prj, srsName or crs says is used.
A shapefile, GeoJSON or GML (loose or zipped). Areas and points of a ZIP of 2010 are told by the file name.

Fields of a record (geometry: area in the file's CRS; a school may have several records):
    municipality_code   six digits with check digit, a ward's as its city's; None where it is none
    founder             設置主体, such as 八王子市立, or None
    name                name of the school, or what the publisher wrote for a 選択区域, 調整区域
    address             its address, or None
    school_code         学校コード of 文部科学省 (2021 on), or None
    choice              the text with 選択, 調整 or the like, where the area lets people choose, else None
    shared_with         other schools to which a whole part of this one's area belongs too (names, a tuple)

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-A27-2023.html, -2021, -2016 and -2010.
`as_of` is 1 April of the year in the official name: the data stand for a school year.
"""

from __future__ import annotations

from functools import partial

from importers._ksj.schools import read_districts, recognises_schools
from importers._ksj.shared import EXTENSIONS, as_of_april
from importers._record import Format

FORMAT = Format(
    key="ksj_a27",
    title="国土数値情報 小学校区（A27）",
    extensions=EXTENSIONS,
    recognises=recognises_schools("A27"),
    read=partial(read_districts, prefix="A27", school="小学校"),
    as_of=as_of_april("A27"),
)
