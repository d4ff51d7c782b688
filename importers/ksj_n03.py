"""Knows 国土数値情報 N03 行政区域: municipality areas with prefecture, name and code, all editions.

Knows nothing of the map layer that shows them.

Columns by edition:
    1920 to 2023   N03_001 都道府県名, 002 支庁・振興局名, 003 郡・政令都市名, 004 市区町村名 (in a
                   designated city the ward's), 007 行政区域コード; once 005 成立年月日, 006 消滅年月日
    2024 on        N03_001 都道府県名, 002 北海道の振興局名, 003 郡名, 004 市区町村名,
                   005 政令指定都市の行政区域名, 007 全国地方公共団体コード
Until 2015 on JGD2000 (EPSG:4612), from 2016 on JGD2011 (6668); what .prj, srsName or crs says is used.
A shapefile, GeoJSON or GML (loose or zipped). Of a ZIP the file of municipalities is read, not those of
prefectures that came with it from 2024 on.

Fields of a record (geometry: area in the file's CRS; a municipality has a record for every island):
    prefecture          東京都
    county              郡, or None
    name                市区町村名; 所属未定地 for land that belongs to none
    ward                the ward of a designated city (中央区), else None
    municipality_code   six digits with check digit; a ward's code becomes its city's; None for 所属未定地

Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-N03-2026.html, -N03-v3_1.html, -N03-v2_2.html.
`as_of` is the day in the official name (N03-20260101, N03-150101), or 1 January of its year (N03-19).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers._faults import leave_out
from importers._ksj.shared import EXTENSIONS, as_of_january, is_gml, ksj_code, ksj_features, plain, seen
from importers._maps.geometry import AREAS
from importers._maps.vector import Feature
from importers._record import Delivery, Format, Problem, Record

_STEMS = r"(?!.*(prefecture|region|country))"
#: GML elements of old and new editions, in lower case; the order of some differs from that of the columns.
_TAGS = {
    "prefecturename": "N03_001", "prn": "N03_001", "subprefecturename": "N03_002", "sun": "N03_002",
    "countyname": "N03_003", "con": "N03_003", "cityname": "N03_004", "cn2": "N03_004",
    "formationdate": "N03_005", "disappearancedate": "N03_006",
    "administrativeareacode": "N03_007", "aac": "N03_007",
}  # fmt: skip


def _recognises(delivery: Delivery) -> bool:
    look = seen(delivery)
    if look is None:
        return is_gml(delivery, dataset="N03", stems=_STEMS)
    return {"N03_001", "N03_004", "N03_007"} <= look.keys


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in ksj_features(delivery, dataset="N03", kinds=AREAS, stems=_STEMS, tags=_TAGS):
        yield item if isinstance(item, Problem) else _record(item)


def _record(item: Feature) -> Record | Problem:
    fields = _fields(item.properties)
    if fields["name"] is None:
        remedy = "国土数値情報の行政区域（N03）のファイルか確かめてください。"
        return leave_out("VAL-304", "市区町村名が空欄です。", remedy, file=item.file, line=item.line)
    return Record(item.file, item.line, fields, item.geometry, item.srid)


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    upper, own, last = (plain(given.get(column)) for column in ("N03_003", "N03_004", "N03_005"))
    city = upper if upper and upper.endswith("市") else None
    # The fifth column was a day once. Tokyo's special wards are municipalities, below no city.
    below = own if city else last if last and last.endswith("区") else None
    return {
        "prefecture": plain(given.get("N03_001")),
        "county": upper if upper and upper.endswith("郡") else None,
        "name": city or own or upper,
        "ward": below,
        "municipality_code": ksj_code(given.get("N03_007")),
    }


FORMAT = Format(
    key="ksj_n03",
    title="国土数値情報 行政区域（N03）",
    extensions=EXTENSIONS,
    recognises=_recognises,
    read=_read,
    as_of=as_of_january("N03"),
)
