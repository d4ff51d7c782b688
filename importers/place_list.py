"""Knows the simple list of places `name,lat,lon,住所[,施設種別,…]` that city hazard maps publish.

Knows nothing of the map layers that show them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place):
    name, address      text, address None where blank
    kind               施設種別, or None
    lon, lat           degrees, or None
    extra              every further column as {title: text}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._record import Delivery, Format, Problem, Record
from importers._rows import Cells, place_records
from importers._table import has_header, open_table

_OWN = frozenset({"name", "lat", "lon", "住所", "施設種別"})


def _wanted(columns: frozenset[str]) -> bool:
    return {"name", "lat", "lon", "住所"} <= columns


def _fields(cells: Cells) -> dict[str, Any]:
    return {
        "name": cells.text("name"),
        "address": cells.text("住所"),
        "kind": cells.text("施設種別"),
        "extra": {title: text for title, text in cells.row.cells.items() if title not in _OWN},
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles="name・lat・lon・住所")
    yield from table.problems
    yield from place_records(table.rows, _fields, file=table.file, lonlat=("lon", "lat"))


FORMAT = Format(
    key="place_list",
    title="場所の一覧（name, lat, lon, 住所）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
