"""Knows 介護サービス事業所一覧 of the national standard: offices and what each offers.

Knows nothing of the map layers that show them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code   six digits         id             事業所番号 (ten digits), else ID or NO
    name, kana                             service_type   実施サービス, as written
    services            the same as a tuple               address, building, lon, lat
    phone, extension, fax, email, url      organization   法人の名称
    corporate_number                       weekdays       tuple of 0 (Monday) to 6
    weekdays_text       as written         hours_note     利用可能曜日特記事項
    capacity            int; 0 isn't known, which is None here
    note                備考

Titles of both generations: see `_standard`. Source: 推奨データセット 02; 自治体標準オープンデータセット
定義書A 09, https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._lists.standard import contact_fields, has_code, items, parsed, place_fields, read_list
from importers._lists.standard_text import parse_office
from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells
from importers._tables.table import has_header

_NAMES = ("介護サービス事業所名称", "名称", "事業所名")


def _wanted(columns: frozenset[str]) -> bool:
    return "実施サービス" in columns and has_code(columns) and not columns.isdisjoint(_NAMES)


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    place = place_fields(cells)
    office = parsed(cells, parse_office, "表計算ソフトで桁が失われた番号です。", "事業所番号")
    return {
        **place,
        **contact_fields(cells),
        "id": office or place["id"],
        "name": text(*_NAMES),
        "kana": text("介護サービス事業所名称_カナ", "名称_カナ", "事業所名カナ"),
        "service_type": text("実施サービス"),
        "services": items(text("実施サービス")),
        "weekdays": cells.weekdays("利用可能曜日"),
        "weekdays_text": text("利用可能曜日"),
        "hours_note": text("利用可能曜日特記事項", "利用可能日時特記事項"),
        "capacity": cells.count("定員") or None,
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    titles = "市区町村コード・介護サービス事業所名称・実施サービス"
    return read_list(delivery, _wanted, _fields, titles=titles)


FORMAT = Format(
    key="standard_care",
    title="介護サービス事業所一覧（推奨データセット・自治体標準オープンデータセット）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
