"""Knows how a JSON list of objects becomes rows like those of a table: one row an item, numbered from 1.

Knows no member by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from importers._faults import refuse
from importers._files.parts import Part, parts
from importers._maps.geojson import peek_items, read_json
from importers._record import Delivery, FormatError
from importers._tables.table import Row
from importers._tables.text import clean
from importers._tables.xlsx import number_text


def has_items(delivery: Delivery, *members: str) -> bool:
    """True when the first items of a JSON list hold these members; never raises."""
    try:
        found = peek_items(_the_json(delivery))
    except (FormatError, ValueError, RecursionError, OSError):
        return False
    return bool(found) and all(set(members) <= set(item) for item in found)


def json_rows(delivery: Delivery, *members: str) -> tuple[str, list[Row], list[Mapping[str, Any]]]:
    """(file name, rows, the items themselves) of a JSON list.

    Raises FormatError IMP-153 when it is no list of objects with these members, IMP-154 when it is empty.
    """
    part = _the_json(delivery)
    items = read_json(part)
    if items == []:
        raise refuse("IMP-154", "一覧が0件です。", "中身のあるファイルを選んでください。", file=part.file)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise refuse(
            "IMP-153",
            "一覧の形のJSONではありません。",
            "配布元の元のファイルを選んでください。",
            file=part.file,
        )
    missing = [member for member in members if member not in items[0]]
    if missing:
        remedy = "配布元の元のファイルを選んでください。"
        raise refuse("IMP-143", "必要な項目がありません。", remedy, file=part.file, value="、".join(missing))
    return part.file, [Row(number, _cells(item)) for number, item in enumerate(items, 1)], items


def _the_json(delivery: Delivery) -> Part:
    found = [part for part in parts(delivery) if part.suffix == "json"]
    if len(found) == 1:
        return found[0]
    message = "JSONのファイルが入っていません。" if not found else f"JSONが{len(found)}個あります。"
    raise refuse("IMP-124", message, "JSONのファイルを一つだけ選んでください。", file=delivery.name)


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    texts = ((key, _text(value)) for key, value in item.items())
    return {key: text for key, text in texts if text is not None}


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return number_text(value)
    return clean(value) if isinstance(value, str) else None
