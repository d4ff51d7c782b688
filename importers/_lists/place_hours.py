"""Knows how the columns of a list that speak of days and hours become weekly hours, and what stays words.

Knows no file format. Nothing is held to be weekly that isn't plainly so.
"""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from importers._lists.place_columns import Columns
from importers._lists.place_text import Week, parse_week
from importers._tables.rows import Cells

#: A frequency with which no weekday is one of every week.
_IRREGULAR = re.compile(r"[月年隔第]|不定|奇数|偶数")


def read_hours(cells: Cells, columns: Columns) -> dict[str, Any]:
    """Weekly hours where they are plain and held every week, and the words that they don't hold."""
    whole, days, span, more = (
        cells.text(*columns.of(key)) for key in ("hours", "weekdays", "times", "hours_note")
    )
    week, words = parse_week(" ".join(filter(None, (days, span)))), [whole]
    if _IRREGULAR.search(cells.text(*columns.of("frequency")) or ""):
        week, words = Week(), [whole, days, span]
    elif not week.weekdays:
        alone = parse_week(days or "")
        week = alone if alone.weekdays else parse_week(whole or "")
        words += [span] if alone.weekdays else [days, span]
    opens, closes = _own_times(cells, columns, week)
    said = [word for word in (*words, more) if word]
    joined = "。".join([*(word.rstrip("。") for word in said[:-1]), *said[-1:]]) or None
    return {"weekdays": week.weekdays, "opens": opens, "closes": closes, "hours_note": joined}


def _own_times(cells: Cells, columns: Columns, week: Week) -> tuple[time | None, time | None]:
    """Opening and closing from columns of their own go before those in words."""
    own = cells.time(*columns.of("opens")), cells.time(*columns.of("closes"))
    return own if any(own) else (week.opens, week.closes)
