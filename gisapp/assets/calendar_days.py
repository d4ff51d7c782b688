"""Knows on which days of a year repeating hours take place, without the days off. Knows no words of them.

Days off: 祝日 are those of 国民の祝日に関する法律 (昭和23年法律第178号) with 振替休日 and 国民の休日, as the
package `jpholiday` lists them. 年末年始 is 29 December to 3 January, as 行政機関の休日に関する法律
(昭和63年法律第91号, 1条1項3号) has it for the State's offices; ordinances under 地方自治法 4条の2 mostly
follow. お盆 is in no law: 13 to 16 August (月遅れ盆), as most of Japan keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

from gisapp.assets.calendar import BON, HOLIDAYS, NEW_YEAR, ORDER, Opening

JAPAN_TIME = ZoneInfo("Asia/Tokyo")
_DAY = timedelta(days=1)
#: Whether a day is one of these.
_OFF: dict[str, Callable[[date], bool]] = {
    HOLIDAYS: jpholiday.is_holiday,
    NEW_YEAR: lambda day: (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3),
    BON: lambda day: (8, 13) <= (day.month, day.day) <= (8, 16),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Once that something takes place: `day` is the one on which it opens.

    `opens`, `closes`: None where not known. `closes` may be on the day after.
    """

    day: date
    opens: datetime | None
    closes: datetime | None


def dates(openings: Iterable[Opening], closed_on: Collection[str], first: date, last: date) -> list[Held]:
    """Each time that one of the openings opens from `first` to `last`, both included, in order of time.

    Unknown times come before known ones of their day; the same hours told twice take place once. What opens
    the evening before `first` isn't there, even where it is open into `first`. What opens on a day that
    `closed_on` (of `CLOSED_ON`) names is left out, not moved.
    """
    held = {
        Held(day, *_times(opening, day))
        for opening in openings
        for day in _days(first, last)
        if takes_place(opening, day) and not set(closed_on) & set(days_off(day))
    }
    return sorted(held, key=lambda each: (each.day, str(each.opens or ""), str(each.closes or "")))


def takes_place(opening: Opening, day: date) -> bool:
    """Whether the day is of the opening's weekdays and weeks, days off aside."""
    if ORDER[day.weekday()] not in opening.byday.split(","):
        return False
    of_month = (day.day - 1) // 7 + 1
    is_last = (day + 7 * _DAY).month != day.month
    return not opening.weeks or of_month in opening.weeks or (is_last and -1 in opening.weeks)


def days_off(day: date) -> list[str]:
    """Which of CLOSED_ON the day is."""
    return [name for name, is_off in _OFF.items() if is_off(day)]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * _DAY for number in range((last - first).days + 1))


def _times(opening: Opening, day: date) -> tuple[datetime | None, datetime | None]:
    opens, closes = _moment(day, opening.opens), _moment(day, opening.closes)
    if opens and closes and closes <= opens:
        closes += _DAY
    return opens, closes


def _moment(day: date, clock: str | None) -> datetime | None:
    if clock is None:
        return None
    return datetime.combine(day, time(), JAPAN_TIME) + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
