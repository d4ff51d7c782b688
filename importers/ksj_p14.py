"""Knows 国土数値情報 P14 福祉施設: welfare facilities, 2011, 2015, 2021 and 2023.

Knows nothing of the map layer that shows them.

Columns by edition (the codes in them tell which it is, as both have the same names):
    2011, 2015   P14_001 都道府県名, 002 市区町村名, 003 所在地, 004 大分類 (19), 005 小分類, 006 細分類,
                 007 名称, 008 管理者コード, 009 定員, 010 原典資料名, 011 主題属性取得資料名
    2021, 2023   P14_001 都道府県名, 002 市区町村名, 003 行政区域コード, 004 所在地, 005 大分類 (2 digits),
                 006 中分類 (4), 007 小分類 (6), 008 名称, 009 管理者, 010 位置正確度
2011 and 2015 are on JGD2000 (EPSG:4612), 2021 and 2023 on JGD2011 (6668); what .prj, srsName or crs says is
used. A shapefile, GeoJSON or GML (loose or zipped).

Fields of a record (geometry: point in the file's CRS; text None where blank or a code without meaning):
    municipality_code   six digits with check digit; None before 2021
    prefecture, city    都道府県名, 市区町村名          name       名称
    address             所在地, as published            group      大分類 in words (老人福祉施設 …)
    kind                the finest class that is given, in words (児童センター …)
    operator            管理者 in words                 capacity   定員, int above 0; None from 2021 on
    position            what the point is, where it isn't the facility's own: 街区 (小字・街区), 町丁目
                        (大字・町丁目), 市区町村, 都道府県; else None

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-P14-2023.html, -2021 and -2015.
`as_of` is 1 April of the fiscal year in the official name, the earliest day that the data can stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers._ksj import welfare_codes as codes
from importers._ksj.codes import ADMINISTRATORS, OPERATORS, WELFARE_2015
from importers._ksj.points import Edition, in_words, read_points, recognises_points
from importers._ksj.shared import EXTENSIONS, as_of_april, code_text, ksj_code, plain
from importers._record import Delivery, Format, Problem, Record

#: 位置正確度 of points that aren't the facility's own.
_POSITIONS = {"2": "街区", "3": "町丁目", "4": "市区町村", "5": "都道府県"}


def _of_2021(row: Mapping[str, Any]) -> dict[str, Any]:
    classes = (("P14_007", codes.SMALL, 6), ("P14_006", codes.MIDDLE, 4), ("P14_005", codes.LARGE, 2))
    words = [in_words(row.get(column), table, width=width) for column, table, width in classes]
    return {
        "municipality_code": ksj_code(row.get("P14_003")),
        "prefecture": plain(row.get("P14_001")),
        "city": plain(row.get("P14_002")),
        "name": plain(row.get("P14_008")),
        "address": plain(row.get("P14_004")),
        "group": words[-1],
        "kind": next(filter(None, words), None),
        "operator": in_words(row.get("P14_009"), OPERATORS),
        "capacity": None,
        "position": in_words(row.get("P14_010"), _POSITIONS),
    }


def _of_2015(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = in_words(row.get("P14_005"), WELFARE_2015)
    return {
        "municipality_code": None,
        "prefecture": plain(row.get("P14_001")),
        "city": plain(row.get("P14_002")),
        "name": plain(row.get("P14_007")),
        "address": plain(row.get("P14_003")),
        "group": kind,
        "kind": _in_detail(row.get("P14_006")) or kind,
        "operator": in_words(row.get("P14_008"), ADMINISTRATORS),
        "capacity": _people(row.get("P14_009")),
        "position": None,
    }


def _in_detail(value: Any) -> str | None:
    """福祉施設細分類 where it is written in words; its codes are left to the 小分類."""
    text = plain(value)
    return None if text is None or text.replace(".", "").isdigit() else text


def _people(value: Any) -> int | None:
    """定員; 0 and negative numbers stand for "not known"."""
    text = code_text(value) or ""
    return int(text) or None if text.isdecimal() and len(text) < 6 else None


_EDITIONS = (
    Edition({"P14_003": r"\d{4,5}", "P14_006": r"\d{3,4}"}, _of_2021),
    Edition({"P14_004": "19", "P14_005": r"19\d{3}"}, _of_2015),
)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_points(delivery, dataset="P14", editions=_EDITIONS)


FORMAT = Format(
    key="ksj_p14",
    title="国土数値情報 福祉施設（P14）",
    extensions=EXTENSIONS,
    recognises=recognises_points("P14"),
    read=_read,
    as_of=as_of_april("P14"),
)
