"""Knows the 町丁目 gazetteer of Geolonia (住所データ): JSON of one municipality, or the CSV with codes.

Knows nothing of how addresses are matched to it.

Fields of a record (line: number of the JSON item or CSV line; geometry: point in degrees, 6668).
A town without a usable place is left out:
    name                大字町丁目名
    koaza               小字・通称名, or None
    ward                the ward of a designated city, None elsewhere and in the JSON
    municipality_code   six digits, None in the JSON (it names no municipality)
    lon, lat            degrees

Source: https://geolonia.github.io/japanese-addresses/ (CC BY 4.0).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._faults import leave_out
from importers._record import Delivery, Format, Problem, Record
from importers._tables.codes import municipality_code
from importers._tables.json_rows import has_items, json_rows
from importers._tables.rows import Cells, place_records
from importers._tables.table import has_header, open_table
from importers._tables.ward import ward_of

_MEMBERS = ("town", "koaza", "lat", "lng")


def _wanted(columns: frozenset[str]) -> bool:
    # With a code for each town it is the ministry's own table (importers.isj).
    return {"大字町丁目名", "緯度", "経度"} <= columns and "大字町丁目コード" not in columns


def _fields(cells: Cells) -> dict[str, Any]:
    code = cells.text("市区町村コード")
    return {
        "name": cells.text("大字町丁目名", "town"),
        "koaza": cells.text("小字・通称名", "koaza"),
        "ward": ward_of(cells.text("市区町村名") or ""),
        "municipality_code": _code(code) if code else None,
    }


def _code(text: str) -> str | None:
    try:
        return municipality_code(text, digits=5)
    except ValueError:
        return None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in _towns(delivery):
        if isinstance(item, Record) and item.geometry is None:
            message = f"{item.fields['name']}の位置が空欄か、使えない値です。"
            remedy = "緯度・経度を入れて取り込み直してください。"
            yield leave_out("GEO-208", message, remedy, file=item.file, line=item.line)
        else:
            yield item


def _towns(delivery: Delivery) -> Iterator[Record | Problem]:
    if has_items(delivery, *_MEMBERS):
        file, rows, _ = json_rows(delivery, *_MEMBERS)
        yield from place_records(rows, _fields, file=file, lonlat=("lng", "lat"))
        return
    table = open_table(delivery, _wanted, titles="大字町丁目名・緯度・経度")
    yield from table.problems
    yield from place_records(table.rows, _fields, file=table.file, lonlat=("経度", "緯度"))


FORMAT = Format(
    key="town_gazetteer",
    title="町丁目の位置（Geolonia 住所データ）",
    extensions=("json", "csv"),
    recognises=lambda delivery: has_items(delivery, *_MEMBERS) or has_header(delivery, _wanted),
    read=_read,
)
