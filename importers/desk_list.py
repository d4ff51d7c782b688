"""Knows the product's own list of consultation desks: several lines and groups of people in one row each.

Knows nothing of the map layer that shows them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place):
    name, kana, organization, description, fee, booking, rooms, email, url   text or None
    postal_code, address, host       郵便番号, 住所, 設置場所 (the building that houses the desk), or None
    phones                           ((number, purpose), …): 電話, then ファクス with FAX before its purpose
    weekdays, opens, closes          as in place_list; closed_on a tuple of words
    target, topics, staff, equipment tuples of words: 対象, 相談できること, 職種, 設備
    lon, lat                         degrees, or None

A cell with several things has them apart by ／; a line is 「用途 番号」.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells, place_records
from importers._tables.table import has_header, open_table

BETWEEN = "／"
FAX = "FAX"


def _wanted(columns: frozenset[str]) -> bool:
    return {"窓口名", "設置場所", "電話", "相談できること", "職種"} <= columns


def _fields(cells: Cells) -> dict[str, Any]:
    return {
        "name": cells.text("窓口名"),
        "kana": cells.text("よみ"),
        "organization": cells.text("運営"),
        "description": cells.text("説明"),
        "postal_code": cells.text("郵便番号"),
        "address": cells.text("住所"),
        "host": cells.text("設置場所"),
        "phones": (*_lines(cells, "電話"), *_lines(cells, "ファクス", FAX)),
        "email": cells.text("メール"),
        "url": cells.text("URL"),
        "weekdays": cells.weekdays("曜日"),
        "opens": cells.time("開始時刻"),
        "closes": cells.time("終了時刻"),
        "closed_on": _several(cells, "休み"),
        "fee": cells.text("費用"),
        "booking": cells.text("予約"),
        "target": _several(cells, "対象"),
        "topics": _several(cells, "相談できること"),
        "staff": _several(cells, "職種"),
        "equipment": _several(cells, "設備"),
        "rooms": cells.text("部屋"),
    }


def _several(cells: Cells, title: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cells.text(title) or "").split(BETWEEN) if part.strip())


def _lines(cells: Cells, title: str, kind: str = "") -> tuple[tuple[str, str], ...]:
    """(number, purpose) of each line; the purpose stands before the number and may be missing."""
    found = []
    for line in _several(cells, title):
        *purpose, number = line.split()
        found.append((number, " ".join([*([kind] if kind else []), *purpose])))
    return tuple(found)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles="窓口名・設置場所・電話・相談できること・職種")
    yield from table.problems
    yield from place_records(table.rows, _fields, file=table.file, lonlat=("経度", "緯度"))


FORMAT = Format(
    key="desk_list",
    title="相談窓口の一覧",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
