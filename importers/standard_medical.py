"""Knows 医療機関一覧 of the national standard: hospitals and clinics.

Knows nothing of the map layers that show them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code   six digits         id             医療機関コード, else the list's own ID or NO
    name, kana                             kind           医療機関の種類 (病院, 有床診療所, 無床診療所)
    departments         診療科目 as a tuple               beds   病床数, int
    address, building, lon, lat            phone, extension, fax, email, url
    organization        法人の名称         corporate_number
    weekdays            診療曜日, tuple of 0 (Monday) to 6                weekdays_text  as written
    opens, closes       datetime.time      hours_note     診療日時特記事項
    after_hours         時間外における対応 status         状況 (休止 …)   note   備考

Titles of both generations: see `_standard`. Source: 推奨データセット 03; 自治体標準オープンデータセット
定義書A 10, https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._lists.standard import (
    ADDRESSES,
    contact_fields,
    has_code,
    items,
    place_fields,
    read_list,
    week_fields,
)
from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells
from importers._tables.table import has_header


def _wanted(columns: frozenset[str]) -> bool:
    kind = not columns.isdisjoint({"医療機関の種類", "診療科目"})
    return kind and "名称" in columns and has_code(columns) and not columns.isdisjoint(ADDRESSES)


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    place = place_fields(cells)
    hours = ("診療開始時間", "診療終了時間")
    return {
        **place,
        **contact_fields(cells),
        **week_fields(cells, days=("診療曜日", "利用可能曜日"), hours=hours),
        "id": text("医療機関コード") or place["id"],
        "name": text("名称"),
        "kana": text("名称_カナ", "カナ名称"),
        "kind": text("医療機関の種類"),
        "departments": items(text("診療科目")),
        "beds": cells.count("病床数"),
        "hours_note": text("診療日時特記事項", "利用可能日時特記事項"),
        "after_hours": text("時間外における対応"),
        "status": text("状況", "現存・休止"),
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_list(delivery, _wanted, _fields, titles="市区町村コード・名称・医療機関の種類・住所")


FORMAT = Format(
    key="standard_medical",
    title="医療機関一覧（推奨データセット・自治体標準オープンデータセット）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
