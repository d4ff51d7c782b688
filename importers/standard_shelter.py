"""Knows 指定緊急避難場所一覧 of the national standard.

Knows nothing of the map layer that shows them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code   six digits         id             as written
    name, kana          address, building, lon, lat       phone, extension, email, url, note
    hazards             tuple of the disasters that the place is meant for ('洪水', '地震' …)
    also_shelter        True where it is a 指定避難所 as well
    capacity            想定収容人数: int where it is a number, else None
    area                対象となる町会・自治会, as written

Titles of both generations: see `_standard`. Source: 推奨データセット 10; 自治体標準オープンデータセット
定義書A 03, https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._lists.standard import contact_fields, place_fields, read_list
from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells
from importers._tables.table import has_header

_HAZARD = "災害種別_"
#: How lists say yes; blank, 0, × and 無 say no.
_YES = frozenset({"1", "１", "○", "〇", "◯", "●", "◎", "有", "有り", "あり", "TRUE", "True", "true"})


def _wanted(columns: frozenset[str]) -> bool:
    return "名称" in columns and any(title.startswith(_HAZARD) for title in columns)


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    marked = [title for title, cell in cells.row.cells.items() if cell in _YES]
    return {
        **place_fields(cells),
        **contact_fields(cells),
        "name": text("名称"),
        "kana": text("名称_カナ", "カナ名称"),
        "hazards": tuple(title.removeprefix(_HAZARD) for title in marked if title.startswith(_HAZARD)),
        "also_shelter": "指定避難所との重複" in marked,
        "capacity": cells.count("想定収容人数") or None,
        "area": text("対象となる町会・自治会", "対象となる地区"),
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_list(delivery, _wanted, _fields, titles="名称・災害種別")


FORMAT = Format(
    key="standard_shelter",
    title="指定緊急避難場所一覧（推奨データセット・自治体標準オープンデータセット）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
