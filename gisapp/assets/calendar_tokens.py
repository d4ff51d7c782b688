"""Knows the pieces of hours that people type: weekdays with their weeks, times after them, days off.

Knows no sentence. Readers take text in half width (`narrow`) and a position, and say where the piece ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gisapp.assets.calendar import BON, DAYS, HOLIDAYS, NEW_YEAR, ORDER
from importers._lists.clock_words import SPAN, TO, clock_pattern, read_clock, read_span
from importers._tables.values import parse_weekdays

#: Opening and closing, HH:MM, None where not told.
Times = tuple[str | None, str | None]
_MARKS = re.compile(r"(?:[\s・･、,/と]|及び|および)*")
_DAY = r"[月火水木金土日](?:曜日?)?"
_DAYS = rf"(?:毎日|平日|{_DAY}(?:\s*(?:[~〜\-–−ー]|から)\s*{_DAY}(?:まで)?)?)"
_WEEK = r"(?:[1-5一二三四五](?!\d)|最終|最後の?)"
_GROUP = re.compile(
    rf"(?P<every>(?:毎週|毎月)の?)?\s*"
    rf"(?P<weeks>(?:第\s*)?{_WEEK}(?:{_MARKS.pattern}(?:第\s*)?{_WEEK})*の?)?\s*"
    rf"(?P<days>{_DAYS}(?:{_MARKS.pattern}{_DAYS})*)"
)
_NUMBERS = {number: at % 5 + 1 for at, number in enumerate("12345一二三四五")}
_OFF = {"年末年始": NEW_YEAR, "お盆": BON, "祝祭日": HOLIDAYS, "祝日": HOLIDAYS, "祝": HOLIDAYS}
_OFF_ITEM = rf"(?:{'|'.join(_OFF)}|{_DAY})"
_CLOSED = re.compile(
    rf"(?P<items>{_OFF_ITEM}(?:(?:{_MARKS.pattern}|や){_OFF_ITEM})*)(?:期間)?中?\s*[はもを]?\s*"
    r"(?:除(?:く|き|きます)|(?:お?休み?|休館|休業|休室|定休|閉館|閉所)日?(?:です|します)?(?=[\s・･、,/)]|$))"
)
_BEFORE_TIMES = re.compile(r"\s*(?:[、,:]|の|に|は)?\s*")
_AFTER_TIMES = re.compile(r"(?:に?開催(?:します)?|です)?")
_FROM_OR_TO = re.compile(
    rf"{clock_pattern('from')}\s*{TO}|{TO}\s*{clock_pattern('till')}(?:まで)?|{clock_pattern('until')}\s*まで"
)


@dataclass(frozen=True, slots=True)
class Group:
    """Weekdays as `Opening` has them; `not_holidays`: they were called 平日."""

    byday: str
    weeks: tuple[int, ...]
    not_holidays: bool


def skip_marks(body: str, at: int) -> int:
    """Where the marks and blanks between two pieces end."""
    found = _MARKS.match(body, at)
    return found.end() if found else at


def read_group(body: str, at: int) -> tuple[Group, int] | None:
    """毎週火・木, 月〜金, 第2・第4木曜, 最後の土. 毎月 of every week and 毎週 of some aren't plain."""
    found = _GROUP.match(body, at)
    if not found or not _every_fits(found["every"] or "", found["weeks"] or ""):
        return None
    try:
        days = parse_weekdays(found["days"].replace("から", "~").replace("まで", ""))
    except ValueError:
        return None
    byday = ",".join(ORDER[day] for day in days)
    return Group(byday, _weeks(found["weeks"] or ""), "平日" in found["days"]), found.end()


def read_times(body: str, at: int) -> tuple[list[Times], int]:
    """The times at a place, with what leads to them; none, and the place itself, where they aren't plain."""
    times: list[Times] = []
    start = _BEFORE_TIMES.match(body, at)
    while start and (read := _one(body, start.end())):
        times.append(read[0])
        tail = _AFTER_TIMES.match(body, read[1])
        at = tail.end() if tail else read[1]
        start = _MARKS.match(body, at)
    return times, at


def read_closed(body: str, at: int) -> tuple[set[str], set[str], int] | None:
    """(days off of `CLOSED_ON`, weekdays, where it ends) of 日曜・祝日は休み or 年末年始を除く."""
    found = _CLOSED.match(body, at)
    if not found:
        return None
    items = [item[0] for item in re.finditer(_OFF_ITEM, found["items"])]
    codes = dict(zip(DAYS.values(), DAYS, strict=True))
    return (
        {_OFF[item] for item in items if item in _OFF},
        {codes[item[0]] for item in items if item not in _OFF},
        found.end(),
    )


def _every_fits(every: str, weeks: str) -> bool:
    """A list of weeks begins with 第 or says the last: 1・3土 alone may be the first and third of a month."""
    if weeks and not weeks.startswith(("第", "最")):
        return False
    return not every or every.startswith("毎月") == bool(weeks)


def _weeks(text: str) -> tuple[int, ...]:
    found = {_NUMBERS.get(week[0], -1) for week in re.findall(r"[1-5一二三四五]|最", text)}
    return tuple(sorted(found, key=lambda week: (week < 0, week)))


def _one(body: str, at: int) -> tuple[Times, int] | None:
    span = SPAN.match(body, at)
    if span:
        times = _span(span)
        return (times, span.end()) if times else None
    found = _FROM_OR_TO.match(body, at)
    if not found:
        return None
    name = next(name for name in ("from", "till", "until") if found[name + "hour"] or found[name + "noon"])
    minutes = read_clock(found, name)
    if minutes is None or found[name + "next"] or _either_half(found[name + "half"], minutes):
        return None
    return ((_clock(minutes), None) if name == "from" else (None, _clock(minutes))), found.end()


def _span(found: re.Match[str]) -> Times | None:
    """Times of a span that can only be meant so."""
    span = read_span(found)
    if span is None or (_either_half(found["ahalf"], span.opens_min) and span.closes_min < 7 * 60):
        return None
    opens, closes = span.opens_min, span.closes_min
    overnight = closes < opens and (span.next_day or closes < 60 or (opens >= 17 * 60 and closes <= 10 * 60))
    if not overnight and (span.next_day or closes <= opens):
        return None
    return _clock(opens), _clock(closes)


def _either_half(half: str | None, minutes: int) -> bool:
    """1:00 to 6:59 without 午前 or 午後 may be meant as the afternoon's: 1時半〜3時."""
    return half is None and 60 <= minutes < 7 * 60


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
