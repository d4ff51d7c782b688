"""Knows 国土数値情報 N03 行政区域: municipality areas with prefecture, name and code, every edition.

Knows nothing of the map layer that shows them.

Fields of a record (geometry: area in the file's CRS):
    prefecture          N03_001, such as 東京都
    county              郡, or None
    name                市区町村名; wards of a designated city with the city before them (札幌市中央区)
    municipality_code   six digits with check digit; None for 所属未定地

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-N03-v3_1.html
(from 2024 on the ward stands in N03_005).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers._faults import leave_out
from importers._geometry import AREAS
from importers._ksj import as_of_january, ksj_code
from importers._record import Delivery, Format, Problem, Record
from importers._vector import Feature, features, recognises


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in features(delivery, kinds=AREAS, stems="n03-"):
        yield item if isinstance(item, Problem) else _record(item)


def _record(item: Feature) -> Record | Problem:
    fields = _fields(item.properties)
    if fields["name"] is None:
        remedy = "国土数値情報の行政区域（N03）のファイルか確かめてください。"
        return leave_out("VAL-304", "市区町村名が空欄です。", remedy, file=item.file, line=item.line)
    return Record(item.file, item.line, fields, item.geometry, item.srid)


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    upper, own, ward = given.get("N03_003"), given.get("N03_004"), given.get("N03_005")
    city = upper if upper and upper.endswith("市") else None
    name = "".join(filter(None, (city, own, ward))) or upper
    return {
        "prefecture": given.get("N03_001"),
        "county": upper if upper and upper.endswith("郡") else None,
        "name": name,
        "municipality_code": ksj_code(given.get("N03_007")),
    }


FORMAT = Format(
    key="ksj_n03",
    title="国土数値情報 行政区域（N03）",
    extensions=("geojson", "json", "zip", "shp"),
    recognises=recognises(lambda seen: {"N03_001", "N03_004", "N03_007"} <= seen.keys),
    read=_read,
    as_of=as_of_january("N03"),
)
