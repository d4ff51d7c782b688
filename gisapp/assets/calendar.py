"""Knows the shape of repeating hours, as they are stored, and how people read them: 第2・第4火 10:00–12:00.

Knows no days of a year and nothing typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DAYS = {"MO": "月", "TU": "火", "WE": "水", "TH": "木", "FR": "金", "SA": "土", "SU": "日"}
ORDER = tuple(DAYS)
#: What of a month a weekday may be, in this order.
WEEKS = {1: "第1", 2: "第2", 3: "第3", 4: "第4", 5: "第5", -1: "最後の"}
HOLIDAYS, NEW_YEAR, BON = "祝日", "年末年始", "お盆"
#: When a place may be closed though its weekday has come.
CLOSED_ON = (HOLIDAYS, NEW_YEAR, BON)


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours that repeat. `byday` as in RFC 5545, Monday first: TU,TH.

    `weeks`: which ones of a month, as the ordinals of RFC 5545's BYDAY (3.3.10): 2 with TH is the second
    Thursday, not the Thursday of the second week; -1 is the last; empty is every week.
    `opens`, `closes`: HH:MM of 00:00 to 24:00, text because a `time` has no 24:00; None where not known.
    What closes earlier by the clock than it opens closes the next day.
    """

    byday: str
    weeks: tuple[int, ...] = ()
    opens: str | None = None
    closes: str | None = None


def opening_of(row: Mapping[str, Any]) -> Opening:
    """An opening of a row of `schedule` as JSON, or of a snapshot: byday, weeks, opens_at, closes_at."""
    opens, closes = row["opens_at"], row["closes_at"]
    return Opening(row["byday"], tuple(row.get("weeks") or ()), opens and opens[:5], closes and closes[:5])


def hours_words(
    schedules: Sequence[Mapping[str, Any]], note: str | None, closed_on: Sequence[str] = ()
) -> str | None:
    """Hours as people read them: 月〜金 9:00–17:00, 第2・第4木 10:00–12:00; None where nothing is known.

    `schedules` as for `opening_of`. `closed_on`: on which of `CLOSED_ON` it is closed all the same.
    """
    openings = [opening_words(opening_of(row)) for row in schedules]
    closed = [f"{'・'.join(closed_on)}は休み"] if closed_on else []
    return "。".join([*openings, *([note] if note else []), *closed]) or None


def opening_words(opening: Opening) -> str:
    """第2・第4木 10:00–12:00; the days alone where no time is known."""
    times = f" {_clock(opening.opens)}–{_clock(opening.closes)}" if opening.opens or opening.closes else ""
    return days_words(opening.byday, opening.weeks) + times


def times_words(opening: Opening) -> str:
    """What stands in the row of a weekday: 9:30–18:15, 第2・第4 10:00–12:00; empty where no time is known."""
    weeks = "・".join(WEEKS[week] for week in opening.weeks)
    times = f"{_clock(opening.opens)}–{_clock(opening.closes)}" if opening.opens or opening.closes else ""
    return " ".join(filter(None, (weeks, times)))


def days_words(byday: str, weeks: Sequence[int] = ()) -> str:
    """MO,TU,WE,TH,FR → 月〜金; MO,WE → 月・水; of some weeks of a month (-1 is the last) 第2・第4火."""
    return "・".join(WEEKS[week] for week in weeks) + _days(byday)


def _days(byday: str) -> str:
    days = sorted(ORDER.index(day) for day in byday.split(","))
    in_a_row = len(days) >= 3 and days == list(range(days[0], days[-1] + 1))
    names = [DAYS[ORDER[day]] for day in days]
    return f"{names[0]}〜{names[-1]}" if in_a_row else "・".join(names)


def _clock(text: str | None) -> str:
    return f"{int(text[:2])}{text[2:]}" if text else ""
