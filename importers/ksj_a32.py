"""Knows 国土数値情報 A32 中学校区: areas of public junior high schools, 2013, 2016, 2021 and 2023.

Knows nothing of the map layer that shows them.

Columns by edition (`importers._ksj.schools` finds them by content, as city portals rename some):
    2013, 2016   A32_006 行政区域コード, 007 設置主体, 008 名称, 009 所在地, 010 通学区域ファイル名
                 (001 to 005 are the same of the school points, `importers.ksj_p29`; some files have the
                 areas in 001 to 004)
    2021, 2023   A32_001 行政区域コード, 002 設置主体, 003 学校コード, 004 名称, 005 所在地
2013 is on JGD2000 (EPSG:4612), 2021 and 2023 on JGD2011 (6668); what .prj, srsName or crs says is used.
A shapefile, GeoJSON or GML (loose or zipped).

Fields of a record (geometry: area in the file's CRS; a school may have several records): those of
`importers.ksj_a27`.

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-A32-2023.html, -2021, -2016 and -2013.
`as_of` is 1 April of the year in the official name: the data stand for a school year.
"""

from __future__ import annotations

from functools import partial

from importers._ksj.schools import read_districts, recognises_schools
from importers._ksj.shared import EXTENSIONS, as_of_april
from importers._record import Format

FORMAT = Format(
    key="ksj_a32",
    title="国土数値情報 中学校区（A32）",
    extensions=EXTENSIONS,
    recognises=recognises_schools("A32"),
    read=partial(read_districts, prefix="A32", school="中学校"),
    as_of=as_of_april("A32"),
)
