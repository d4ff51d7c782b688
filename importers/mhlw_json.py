"""Knows the list of care services (介護サービス情報公表システム) as JSON: one object a place of service.

Knows nothing of the map layers that show them.

Fields of a record (line: number of the item from 1; geometry: point in degrees, 6668, or None):
    id, name, kana, address, phone               text or None
    url, email         web address put right where it is plain what is meant; a mail address found there
    prefecture, city                             text or None
    category           such as day_service       service_type   such as 通所介護
    capacity           int; the list writes 0 where it isn't known, which is None here
    open_days          tuple as written ('平日', '土曜日', '日曜日', '祝日')
    weekdays           the same as a tuple of 0 (Monday) to 6
    open_days_note, lon, lat

The ministry's own coordinates hold slips (some lie in Ireland): those places are kept without a point.
Source: 厚生労働省 介護サービス情報の公表システムデータのオープンデータ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers._lists.standard import parsed, web_or_mail
from importers._record import Delivery, Format, Problem, Record
from importers._tables.json_rows import has_items, json_rows
from importers._tables.rows import Cells, place_records
from importers._tables.text import clean
from importers.mhlw_csv import parse_capacity

_MEMBERS = ("id", "name", "address", "lat", "lng", "serviceType")
_WEEKDAYS = {"平日": (0, 1, 2, 3, 4), "土曜日": (5,), "日曜日": (6,)}


def _fields(cells: Cells, item: Mapping[str, Any]) -> dict[str, Any]:
    text = cells.text
    days = tuple(filter(None, (clean(day) for day in item.get("openDays") or () if isinstance(day, str))))
    return {
        "id": text("id"),
        "name": text("name"),
        "kana": text("kana"),
        "address": text("address"),
        "phone": cells.phone("tel"),
        **web_or_mail(cells, "url"),
        "prefecture": text("pref"),
        "city": text("city"),
        "category": text("category"),
        "service_type": text("serviceType"),
        "capacity": parsed(cells, parse_capacity, "定員として読めません。", "capacity"),
        "open_days": days,
        "weekdays": tuple(sorted(number for day in days for number in _WEEKDAYS.get(day, ()))),
        "open_days_note": text("openDaysNote"),
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    file, rows, items = json_rows(delivery, *_MEMBERS)
    yield from place_records(
        rows, lambda cells: _fields(cells, items[cells.row.line - 1]), file=file, lonlat=("lng", "lat")
    )


FORMAT = Format(
    key="mhlw_json",
    title="介護サービス情報公表システムの一覧（JSON）",
    extensions=("json",),
    recognises=lambda delivery: has_items(delivery, *_MEMBERS),
    read=_read,
)
