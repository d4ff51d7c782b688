"""Knows how a district's figures are written in tables and for a reader, and what stands for hidden ones.

Knows no file format and no page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gisapp.planning.words import HIDDEN_NOTE
from gisapp.publish.bivariate import class_words
from gisapp.publish.gap_columns import Column

HIDDEN = "非表示"
UNKNOWN = "—"
HIDDEN_MEANS = (
    "「非表示」は、人数が少ないため、個人が分からないように出していない数字です。"
    "「—」や空欄は、計算できないか、資料がない数字です。"
)
#: What every name of a school's district ends in: left out where room is short.
_SCHOOL = re.compile(r"(小学校|中学校)区?$")
#: Columns whose words are made of something else in the row.
_MADE = {
    "worst_words": lambda row: "要注意" if row.get("worst") else "",
    "has_any_words": lambda row: {True: "ある", False: "なし"}.get(row.get("has_any"), ""),
    "border_words": lambda row: "市境に近い" if row.get("border") else "",
    "focus_words": lambda row: "あてはまる" if row.get("focus") else "",
    "class_words": lambda row: class_words(row) if "aging_class" in row else "",
    "verdict_words": lambda row: row.get("verdict_words") or "",
}


def value(row: Mapping[str, Any], column: Column) -> Any:
    """A row's figure or words; None where there is none or it is hidden."""
    if column.key in _MADE:
        return _MADE[column.key](row)
    found: Any = row
    for part in column.key.split("."):
        found = (found or {}).get(part)
    return found


def cell(row: Mapping[str, Any], column: Column) -> Any:
    """What stands in a table of figures: the value, 非表示 where it is hidden, None where there is none."""
    found = value(row, column)
    return HIDDEN if found is None and column.digits is not None and is_hidden(row) else found


def words(row: Mapping[str, Any], column: Column, *, unit: bool = True) -> str:
    """The same for a person to read: 1,234人, 30.7％, 非表示, —."""
    found = cell(row, column)
    if found is None or found == "":
        return UNKNOWN
    if column.digits is None or found == HIDDEN:
        return str(found)
    return f"{found:,.{column.digits}f}{column.unit if unit else ''}"


def is_hidden(row: Mapping[str, Any]) -> bool:
    """Whether some of the row's figures are left out because they are about few people."""
    return HIDDEN_NOTE in (row.get("note") or "")


def short_name(name: str) -> str:
    """A district's name for a map or a chart: 第一 for 第一小学校区; a cell's long number is no name."""
    return "" if name.isdecimal() else _SCHOOL.sub("", name) or name
