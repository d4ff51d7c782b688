"""Knows 国土数値情報 P02 公共施設: offices, halls, museums, libraries, police, fire brigade and post, 2006.

Knows nothing of the map layer that shows them.

Columns: P02_001 行政区域コード, 002 大分類, 003 小分類, 004 名称, 005 所在地, 006 管理者コード,
007 原典資料名. The edition of 1990 has other ones and is refused (IMP-175).
On JGD2000 (EPSG:4612); what .prj, srsName or crs says is used. A shapefile, GeoJSON or GML (loose or zipped).

Fields of a record (geometry: point in the file's CRS; text None where blank or a code without meaning):
    municipality_code   six digits, a ward's as its city's   name       名称
    group, kind         大分類, 小分類 in words         address    所在地, as published
    operator            管理者 in words

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-P02-v4_0.html. `as_of` is 1 April of
the fiscal year in the official name, the earliest day that the data can stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers._ksj.codes import ADMINISTRATORS, LARGE, SMALL
from importers._ksj.points import Edition, in_words, read_points, recognises_points
from importers._ksj.shared import EXTENSIONS, as_of_april, ksj_code, plain
from importers._record import Delivery, Format, Problem, Record


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "municipality_code": ksj_code(row.get("P02_001")),
        "name": plain(row.get("P02_004")),
        "address": plain(row.get("P02_005")),
        "group": in_words(row.get("P02_002"), LARGE),
        "kind": in_words(row.get("P02_003"), SMALL),
        "operator": in_words(row.get("P02_006"), ADMINISTRATORS),
    }


#: 1990 has the name in another column than the fourth.
_OF_2006 = {"P02_001": r"\d{4,5}", "P02_002": r"\d{1,2}", "P02_003": r"\d{4,5}", "P02_004": r".*\D.*"}
_EDITIONS = (Edition(_OF_2006, _fields),)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_points(delivery, dataset="P02", editions=_EDITIONS)


FORMAT = Format(
    key="ksj_p02",
    title="国土数値情報 公共施設（P02）",
    extensions=EXTENSIONS,
    recognises=recognises_points("P02"),
    read=_read,
    as_of=as_of_april("P02"),
)
