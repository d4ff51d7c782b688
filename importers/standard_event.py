"""Knows イベント一覧 of the national standard: what takes place on which days.

Knows nothing of the map layers that show them, and not what day it is.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code   six digits         id             as written
    name, kana                             kind           イベント種類, カテゴリー
    starts, ends        datetime.date, both included; a blank 終了日 is a single day (IMP-191)
    opens, closes       datetime.time      hours_note     開始日時特記事項
    description         説明, else 概要     audience       対象者
    fee                 料金(基本) as a number of yen where it is one, else None
    fee_note            料金(詳細), and 料金(基本) where it is words
    venue               場所名称           address, building, lon, lat, access
    organization        主催者             contact        連絡先名称
    phone, extension, email, url, note
    capacity            定員: int where it is a number            capacity_note  as written where it is words
    apply_by            参加申込終了日     apply_how      参加申込方法

An event without a day (IMP-190) or with its end before its beginning (IMP-192) is left out.
Titles of both generations: see `_standard`. Source: 推奨データセット 06; 自治体標準オープンデータセット
定義書A 12, https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from importers._faults import leave_out, note
from importers._lists.standard import contact_fields, day, place_fields, read_list, week_fields
from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells
from importers._tables.table import has_header
from importers._tables.values import parse_count

_T = TypeVar("_T")


def _wanted(columns: frozenset[str]) -> bool:
    return {"イベント名", "開始日"} <= columns


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    fee = text("料金(基本)", "料金")
    people = text("定員")
    return {
        **place_fields(cells),
        **contact_fields(cells),
        **week_fields(cells, days=(), hours=("開始時間", "終了時間")),
        "name": text("イベント名"),
        "kana": text("イベント名_カナ", "イベント名カナ"),
        "kind": text("イベント種類", "カテゴリー"),
        "starts": day(cells, "開始日"),
        "ends": day(cells, "終了日"),
        "hours_note": text("開始日時特記事項", "開催日時特記事項"),
        "description": text("説明", "概要"),
        "audience": text("対象者"),
        "fee": _or_none(_yen, fee),
        "fee_note": _joined(None if _or_none(_yen, fee) is not None else fee, text("料金(詳細)")),
        "capacity": _or_none(parse_count, people),
        "capacity_note": people if _or_none(parse_count, people) is None else None,
    } | _more_fields(cells)


def _more_fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    return {
        "venue": text("場所名称"),
        "access": text("アクセス方法"),
        "organization": text("主催者"),
        "contact": text("連絡先名称"),
        "phone": cells.phone("連絡先電話番号", "電話番号"),
        "apply_by": day(cells, "参加申込終了日"),
        "apply_how": text("参加申込方法"),
    }


def _yen(text: str) -> int:
    return parse_count(text.strip().removesuffix("円"))


def _or_none(parse: Callable[[str], _T], text: str | None) -> _T | None:
    """The standard lets cities write words here ('先着30人'), which is no fault."""
    with suppress(ValueError):
        return parse(text) if text else None
    return None


def _joined(*texts: str | None) -> str | None:
    return "。".join(text for text in texts if text) or None


def _dated(record: Record) -> Iterator[Record | Problem]:
    """The event with both its days, or why it is left out."""
    starts, ends = record.fields["starts"], record.fields["ends"]
    if starts is None:
        yield _undated("IMP-190", "開始日が空欄か、日付として読めません。", "開始日", record)
    elif ends is not None and ends < starts:
        yield _undated("IMP-192", "終了日が開始日より前です。", "終了日", record)
    elif ends is None:
        message, remedy = "終了日が空欄か、日付として読めません。", "開始日だけの催しとして取り込みます。"
        yield note("IMP-191", message, remedy, file=record.file, line=record.line, field="終了日")
        fields = {**record.fields, "ends": starts}
        yield Record(record.file, record.line, fields, record.geometry, record.srid)
    else:
        yield record


def _undated(code: str, message: str, field: str, record: Record) -> Problem:
    remedy = "日付を直して取り込み直してください。"
    return leave_out(code, message, remedy, file=record.file, line=record.line, field=field)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in read_list(delivery, _wanted, _fields, titles="イベント名・開始日"):
        if isinstance(item, Record):
            yield from _dated(item)
        else:
            yield item


FORMAT = Format(
    key="standard_event",
    title="イベント一覧（推奨データセット・自治体標準オープンデータセット）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
