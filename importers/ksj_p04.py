"""Knows 国土数値情報 P04 医療機関: hospitals, clinics, dentists, 2010, 2014 and 2020.

Knows nothing of the map layer that shows them.

Columns by edition:
    2010, 2014   P04_001 医療機関分類, 002 施設名称, 003 所在地, 004 to 006 診療科目1 to 3,
                 007 開設者分類 (hospitals only)
    2020         the same, and P04_008 病床数, 009 救急告示病院, 010 災害拠点病院
2010 and 2014 are on JGD2000 (EPSG:4612), 2020 on JGD2011 (6668); what .prj, srsName or crs says is used.
A shapefile, GeoJSON or GML (loose or zipped). No column says the municipality.

Fields of a record (geometry: point in the file's CRS; text None where blank or a code without meaning):
    kind            病院, 診療所, 歯科診療所             name        施設名称
    address         所在地, as published                 founder     開設者分類 in words
    departments     診療科目 as a tuple                  beds        病床数, int; None where nobody says
    roles           救急告示病院, 基幹災害拠点病院, 地域災害拠点病院, as a tuple

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-P04-2020.html and the pages of the older editions.
`as_of` is 1 April of the fiscal year in the official name, the earliest day that the data can stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers._ksj.codes import DISASTER, EMERGENCY, FOUNDERS, MEDICAL
from importers._ksj.points import Edition, in_words, read_points, recognises_points
from importers._ksj.shared import EXTENSIONS, as_of_april, code_text, plain
from importers._record import Delivery, Format, Problem, Record


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    roles = (in_words(row.get("P04_009"), EMERGENCY), in_words(row.get("P04_010"), DISASTER))
    return {
        "kind": in_words(row.get("P04_001"), MEDICAL),
        "name": plain(row.get("P04_002")),
        "address": plain(row.get("P04_003")),
        "departments": _departments(row),
        "founder": in_words(row.get("P04_007"), FOUNDERS),
        "beds": _beds(row.get("P04_008")),
        "roles": tuple(role for role in roles if role),
    }


def _departments(row: Mapping[str, Any]) -> tuple[str, ...]:
    """診療科目 of the three columns, each of which may hold several; "-" stands for none."""
    texts = [plain(row.get(column)) or "" for column in ("P04_004", "P04_005", "P04_006")]
    words = [word.strip() for text in texts for word in re.split(r"[\s、,，・/／]+", text)]
    return tuple(dict.fromkeys(word for word in words if word and word not in "-－―ー"))


def _beds(value: Any) -> int | None:
    text = code_text(value) or ""
    return int(text) if text.isdecimal() and len(text) < 6 else None


#: A name and an address, where the other data sets have codes.
_EDITIONS = (Edition({"P04_001": "[1-9]", "P04_002": r".*\D.*", "P04_003": r".*\D.*"}, _fields),)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_points(delivery, dataset="P04", editions=_EDITIONS)


FORMAT = Format(
    key="ksj_p04",
    title="国土数値情報 医療機関（P04）",
    extensions=EXTENSIONS,
    recognises=recognises_points("P04"),
    read=_read,
    as_of=as_of_april("P04"),
)
