"""Knows the 49-column standard for children's cafeterias (こども食堂) of the Tokyo open data catalogue.

Knows nothing of the map layer that shows them. Many cities fill in names only: every other field may be None.

Fields of a record (geometry: point in degrees, 6668; None without a usable place):
    municipality_code  six digits       id, name, kana
    purpose            設置目的         kind           実施支援の主な区分
    address, building                   lon, lat       degrees, or None
    phones             tuple of (number, note or None)
    emails             tuple of (address, note or None); email is the first address
    extension, fax, url                 organization, corporate_number
    frequency          開催頻度 as written, a code of the standard
    weekdays           tuple of 0 (Monday) to 6        weekdays_text  as written
    day_note           開催日           opens, closes  datetime.time
    hours_note         開催日時特記事項 participants   参加条件
    fees               {'幼児' | '小学生' | '中学生' | '高校生' | '大人': text}, blank ones absent
    fee_note           参加費特記事項   booking        予約方法       booking_note  予約特記事項
    capacity           int              network        ネットワークの加入
    school_district    学区             note           備考

Source: 東京都オープンデータカタログサイト, こども食堂一覧.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells, place_records
from importers._tables.table import has_header, open_table

_PAYERS = ("幼児", "小学生", "中学生", "高校生", "大人")


def _wanted(columns: frozenset[str]) -> bool:
    return {"全国地方公共団体コード", "名称", "開催頻度", "参加条件"} <= columns


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    emails = _noted(cells, "メールアドレス")
    return {
        "municipality_code": cells.code("全国地方公共団体コード"),
        "id": text("ID"),
        "name": text("名称"),
        "kana": text("名称_カナ"),
        "purpose": text("設置目的"),
        "kind": text("実施支援の主な区分"),
        "address": text("住所"),
        "building": text("方書"),
        "phones": _noted(cells, "電話番号"),
        "emails": emails,
        "email": emails[0][0] if emails else None,
        "extension": text("内線番号"),
        "fax": cells.phone("FAX番号"),
        "url": text("URL"),
        "organization": text("運営団体名"),
        "corporate_number": text("法人番号"),
    } | _meeting_fields(cells)


def _meeting_fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    return {
        "frequency": text("開催頻度"),
        "weekdays": cells.weekdays("開催曜日"),
        "weekdays_text": text("開催曜日"),
        "day_note": text("開催日"),
        "opens": cells.time("開催開始時間"),
        "closes": cells.time("開催終了時間"),
        "hours_note": text("開催日時特記事項"),
        "participants": text("参加条件"),
        "fees": {payer: fee for payer in _PAYERS if (fee := text(f"参加費_{payer}"))},
        "fee_note": text("参加費特記事項"),
        "booking": text("予約方法"),
        "booking_note": text("予約特記事項"),
        "capacity": cells.count("定員"),
        "network": text("ネットワークの加入"),
        "school_district": text("学区"),
        "note": text("備考"),
    }


def _noted(cells: Cells, title: str) -> tuple[tuple[str, str | None], ...]:
    """The numbered columns of a contact, each with the note beside it."""
    phone = title == "電話番号"
    numbered = ((cells.phone if phone else cells.text)(f"{title}{n}") for n in (1, 2))
    notes = (cells.text(f"{title}{n}_連絡先備考") for n in (1, 2))
    return tuple((contact, said) for contact, said in zip(numbered, notes, strict=True) if contact)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles="全国地方公共団体コード・名称・開催頻度・参加条件")
    yield from table.problems
    yield from place_records(table.rows, _fields, file=table.file, lonlat=("経度", "緯度"))


FORMAT = Format(
    key="kodomo_shokudo",
    title="こども食堂一覧（49項目の標準）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
