"""Knows the simple weekly form of OpenStreetMap's opening_hours, such as 'Mo-Fr 10:00-17:00; Sa 10:00-12:00'.

Knows no element and no other tag. Months, weeks of the month, hours past midnight and the rest of the grammar
are left as they are written: a wrong hour is worse than a raw one.

Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification (version 0.7.4).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from datetime import time

from importers._tables.values import parse_time

#: Days of the week 0 (Monday) to 6, opens, closes.
Span = tuple[tuple[int, ...], time, time]
_Hours = tuple[time, time]

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = "|".join(_DAYS)
_DAYS_OF_RULE = re.compile(rf"(?:{_DAY}|PH)(?:-(?:{_DAY}))?(?:\s*,\s*(?:{_DAY}|PH)(?:-(?:{_DAY}))?)*")
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")
#: A comma parts rules only where the next word is a day and the one before it an hour.
_NEXT_RULE = re.compile(rf"\s*;\s*|(?<=\d)\s*,\s+(?={_DAY}|PH)")
_LONGEST = 255


@dataclass(slots=True)
class _Week:
    """Hours by day; `holidays` None where nothing is said of 祝日, empty where they are closed."""

    days: dict[int, list[_Hours]] = field(default_factory=dict)
    holidays: list[_Hours] | None = None


def read_hours(text: str) -> tuple[tuple[Span, ...], str | None]:
    """(weekly hours, what they leave unsaid). Text that isn't of the simple form comes back whole."""
    return _read_short(text) if len(text) <= _LONGEST else ((), text)


@functools.lru_cache(maxsize=4096)
def _read_short(text: str) -> tuple[tuple[Span, ...], str | None]:
    """Remembered: a whole country keeps to a few thousand ways of opening."""
    week = _read_week(text.strip())
    if week is None:
        return (), text
    by_hours: dict[_Hours, list[int]] = {}
    for day in sorted(week.days):
        for hours in week.days[day]:
            by_hours.setdefault(hours, []).append(day)
    spans = tuple((tuple(days), *hours) for hours, days in by_hours.items())
    return spans, _said_of_holidays(week.holidays)


def _read_week(text: str) -> _Week | None:
    if text == "24/7":
        text = "Mo-Su 00:00-24:00"
    week = _Week()
    separators = [""] + [match[0] for match in _NEXT_RULE.finditer(text)]
    for separator, rule in zip(separators, _NEXT_RULE.split(text), strict=True):
        if rule and not _apply(week, rule, added="," in separator):
            return None
    return week if any(week.days.values()) else None


def _apply(week: _Week, rule: str, *, added: bool) -> bool:
    """Writes a rule into the week; a later rule takes the place of an earlier one on the same day."""
    match = _DAYS_OF_RULE.match(rule)
    days, holiday = _days(match[0]) if match else (tuple(range(7)), False)
    hours = _hours(rule[match.end() if match else 0 :].strip())
    if hours is None:
        return False
    for day in days:
        week.days[day] = week.days.get(day, []) + hours if added else hours
    if holiday:
        week.holidays = hours
    return True


def _days(text: str) -> tuple[tuple[int, ...], bool]:
    """Days of 'Mo-Fr,Su' (Sa-Mo goes over Sunday), and whether 祝日 is among them."""
    found: set[int] = set()
    names = [name.strip() for name in text.split(",")]
    for first, _, last in (name.partition("-") for name in names if name != "PH"):
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found.update(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
    return tuple(sorted(found)), "PH" in names


def _hours(text: str) -> list[_Hours] | None:
    """Hours of '10:00-12:00,13:00-17:00', none for 'off'; None where it is anything else."""
    if text in ("off", "closed"):
        return []
    found = []
    for piece in text.split(","):
        match = _HOURS.fullmatch(piece.strip())
        hours = _pair(match[1], match[2]) if match else None
        if hours is None:
            return None
        found.append(hours)
    return found


def _pair(opens: str, closes: str) -> _Hours | None:
    try:
        pair = parse_time(opens), parse_time(closes)
    except ValueError:
        return None
    return pair if pair[0] < pair[1] else None


def _said_of_holidays(hours: list[_Hours] | None) -> str | None:
    if hours is None:
        return None
    listed = "、".join(f"{opens:%H:%M}〜{closes:%H:%M}" for opens, closes in hours)
    return f"祝日は{listed}" if listed else "祝日は休み"
