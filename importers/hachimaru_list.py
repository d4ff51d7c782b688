"""Knows the product's own small list of はちまるサポート offices: 名称,住所,設置場所,開設年,緯度,経度.

Knows nothing of the map layer that shows them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place):
    name, address      text, address None where blank
    host               設置場所, the building that houses the office, or None
    opened_year        開設年 as int, or None
    lon, lat           degrees, or None
    url, source        URL and 出典 where the list has these columns
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells, place_records
from importers._tables.table import has_header, open_table


def _wanted(columns: frozenset[str]) -> bool:
    return {"名称", "住所", "設置場所", "開設年", "緯度", "経度"} <= columns


def _fields(cells: Cells) -> dict[str, Any]:
    return {
        "name": cells.text("名称"),
        "address": cells.text("住所"),
        "host": cells.text("設置場所"),
        "opened_year": cells.year("開設年"),
        "url": cells.text("URL"),
        "source": cells.text("出典"),
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles="名称・住所・設置場所・開設年・緯度・経度")
    yield from table.problems
    yield from place_records(table.rows, _fields, file=table.file, lonlat=("経度", "緯度"))


FORMAT = Format(
    key="hachimaru_list",
    title="はちまるサポートの一覧",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
