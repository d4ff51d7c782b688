"""Knows 国土数値情報 P29 学校, 2013, 2021 and 2023, and the school points of A27 and A32 until 2016.

Knows nothing of the map layer that shows them.

Columns by edition:
    P29 2013         P29_001 行政区域コード, 002 公共施設大分類 (16), 003 公共施設小分類, 004 学校分類,
                     005 名称, 006 所在地, 007 管理者コード
    P29 2021, 2023   P29_001 行政区域コード, 002 学校コード, 003 学校分類, 004 名称, 005 所在地 (without the
                     municipality), 006 管理者, 007 休校区分, 008 キャンパスコード, 009 学校名備考
    A27P, A32P       A27_001 行政区域コード, 002 設置主体, 003 名称, 004 所在地 (A32_001 … likewise)
2013 is on JGD2000 (EPSG:4612), 2021 and 2023 on JGD2011 (6668); what .prj, srsName or crs says is used.
A shapefile, GeoJSON or GML (loose or zipped). A ZIP that holds areas beside the points is one of areas.

Fields of a record (geometry: point in the file's CRS; text None where blank or a code without meaning):
    municipality_code   six digits, a ward's as its city's   name      名称
    school_code         学校コード of 文部科学省        campus    キャンパスコード
    kind                学校分類 in words (小学校 …)    address   所在地, as published
    operator            管理者 in words, or 設置主体    status    開校中, 休校中
    note                学校名備考

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-P29-2023.html, -2021, -2013; pages of A27 and A32.
`as_of` is 1 April of the year in the official name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from importers._ksj.codes import ADMINISTRATORS, OPERATORS, SCHOOL_STATUS, SCHOOLS
from importers._ksj.points import Edition, dataset_of_points, in_words, read_points
from importers._ksj.schools import POINT_STEMS
from importers._ksj.shared import EXTENSIONS, as_of_april, code_text, ksj_code, plain
from importers._record import Delivery, Format, Problem, Record

_CODE = r"\d{4,5}"
#: Data set → the kind of school all its points are of ("": a column says it).
_KINDS = {"P29": "", "A27": "小学校", "A32": "中学校"}
_STEMS = {"P29": "", "A27": POINT_STEMS, "A32": POINT_STEMS}


def _of_2021(row: Mapping[str, Any]) -> dict[str, Any]:
    return _fields(
        row.get("P29_001"),
        school_code=code_text(row.get("P29_002")),
        kind=in_words(row.get("P29_003"), SCHOOLS),
        name=plain(row.get("P29_004")),
        address=plain(row.get("P29_005")),
        operator=in_words(row.get("P29_006"), OPERATORS),
        status=in_words(row.get("P29_007"), SCHOOL_STATUS),
        campus=code_text(row.get("P29_008")),
        note=plain(row.get("P29_009")),
    )


def _of_2013(row: Mapping[str, Any]) -> dict[str, Any]:
    return _fields(
        row.get("P29_001"),
        kind=in_words(row.get("P29_004"), SCHOOLS) or in_words(row.get("P29_003"), SCHOOLS),
        name=plain(row.get("P29_005")),
        address=plain(row.get("P29_006")),
        operator=in_words(row.get("P29_007"), ADMINISTRATORS),
    )


def _points_of(prefix: str) -> Edition:
    """The school points that came with the areas."""

    def fields(row: Mapping[str, Any]) -> dict[str, Any]:
        return _fields(
            row.get(f"{prefix}_001"),
            kind=_KINDS[prefix],
            operator=plain(row.get(f"{prefix}_002")),
            name=plain(row.get(f"{prefix}_003")),
            address=plain(row.get(f"{prefix}_004")),
        )

    return Edition({f"{prefix}_001": _CODE, f"{prefix}_003": r".*\D.*"}, fields)


def _fields(code: Any, **given: str | None) -> dict[str, Any]:
    names = ("school_code", "kind", "name", "address", "operator", "status", "campus", "note")
    return {"municipality_code": ksj_code(code)} | {name: given.get(name) for name in names}


_EDITIONS = {
    "P29": (
        Edition({"P29_001": _CODE, "P29_003": r"160\d\d", "P29_004": r".*\D.*"}, _of_2021),
        Edition({"P29_001": _CODE, "P29_002": "16", "P29_004": r"16\d{3}"}, _of_2013),
    ),
    "A27": (_points_of("A27"),),
    "A32": (_points_of("A32"),),
}


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    dataset = dataset_of_points(delivery, _STEMS) or "P29"
    return read_points(delivery, dataset=dataset, editions=_EDITIONS[dataset], stems=_STEMS[dataset])


def _as_of(delivery: Delivery) -> date | None:
    days = (as_of_april(dataset)(delivery) for dataset in _KINDS)
    return next(filter(None, days), None)


FORMAT = Format(
    key="ksj_p29",
    title="国土数値情報 学校（P29・小中学校の位置）",
    extensions=EXTENSIONS,
    recognises=lambda delivery: dataset_of_points(delivery, _STEMS) is not None,
    read=_read,
    as_of=_as_of,
)
