"""Knows how Japanese tables write days, months, years and fiscal years: 令和5年4月1日, R5.4.1, 2026/11/23.

Knows no column and no format. Every parser takes text and raises ValueError rather than guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from importers._tables.values import narrow

#: Day 0 of spreadsheets: the usual count (right from 1 March 1900 on), and that of old Macintosh workbooks.
SERIALS_1900 = date(1899, 12, 30)
SERIALS_1904 = date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Era:
    """An era: its name, letter and one-character sign, the year before its first, its first and last day."""

    name: str
    letter: str
    sign: str
    before: int
    first: date
    last: date


#: Until 明治5年 another calendar was used, whose days are no days of ours.
ERAS = (
    Era("明治", "M", "㍾", 1867, date(1873, 1, 1), date(1912, 7, 30)),
    Era("大正", "T", "㍽", 1911, date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", "㍼", 1925, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", "㍻", 1988, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", "㋿", 2018, date(2019, 5, 1), date.max),
)
_BY_NAME = {name: era for era in ERAS for name in (era.name, era.letter, era.letter.lower(), era.sign)}
_LONGEST = 40
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?$", re.ASCII)
_WEEKDAY = re.compile(r"\([月火水木金土日](?:曜日?)?\)$")
_WRITTEN = re.compile(
    rf"(?:({'|'.join(_BY_NAME)})-?(元|\d{{1,2}})|(\d{{4}}))(?:-(\d{{1,2}}))?(?:-(\d{{1,2}}))?",
    re.ASCII,
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
#: 1950 to 2099; other numbers of five digits are no days.
_SERIALS = range(18_264, 73_051)


@dataclass(frozen=True, slots=True)
class Period:
    """What was written: from the first to the last day. `unit`: day, month, year or fiscal_year (年度)."""

    first: date
    last: date
    unit: str


def parse_day(text: str) -> date:
    """A day that exists: 令和5年4月1日, R5.4.1, 2026/11/23, 20261123. Months and years alone are no days."""
    found = parse_period(text)
    if found.unit != "day":
        raise ValueError(text)
    return found.first


def parse_period(text: str) -> Period:
    """A day, month, year or fiscal year that exists, and in the era that is named.

    令和5年度 is April 2023 to March 2024. Days before 明治6年 are refused.
    """
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    body = re.sub(r"\s+", "", _WEEKDAY.sub("", _CLOCK.sub("", narrow(text).strip())))
    fiscal = body.endswith("年度")
    match = _WRITTEN.fullmatch(_hyphened(body.removesuffix("度") if fiscal else body))
    if not match or _contradicts(body, match, fiscal=fiscal):
        raise ValueError(text)
    return _period(match, fiscal=fiscal)


def parse_serial(text: str, *, since: date = SERIALS_1900) -> date:
    """The day of a spreadsheet's number, 1950 to 2099: 45017 is 1 April 2023 (1904 system: 2 April 2027)."""
    match = _SERIAL.fullmatch(narrow(text).strip())
    if not match or int(match[1]) not in _SERIALS:
        raise ValueError(text)
    return since + timedelta(days=int(match[1]))


def era_day(era: str, year: int, month: int, day: int) -> date:
    """The day in an era (令和, R, r); ValueError where the calendar or the era has no such day."""
    found = _BY_NAME[era]
    made = date(found.before + year, month, day)
    if not found.first <= made <= found.last:
        raise ValueError(f"{era}{year}")
    return made


def _hyphened(body: str) -> str:
    """2026年11月23日, 2026/11/23 and 20261123 with hyphens alone."""
    if re.fullmatch(r"\d{8}", body, re.ASCII):
        return f"{body[:4]}-{body[4:6]}-{body[6:]}"
    return re.sub("[年月./−‐－]", "-", body.removesuffix("日")).rstrip("-")


def _contradicts(body: str, match: re.Match[str], *, fiscal: bool) -> bool:
    """True for 令和5年4日, which names a day without a month, and for months of a fiscal year."""
    if fiscal:
        return match[4] is not None
    return ("日" in body and match[5] is None) or ("月" in body and match[4] is None)


def _period(match: re.Match[str], *, fiscal: bool) -> Period:
    era = _BY_NAME.get(match[1] or "")
    year = int(match[3] or 0) if era is None else era.before + (1 if match[2] == "元" else int(match[2]))
    found = _span(year, int(match[4] or 0), match[5], fiscal=fiscal)
    if match[2] in ("0", "00") or (era and (found.last < era.first or found.first > era.last)):
        raise ValueError(match[0])
    return found


def _span(year: int, month: int, day: str | None, *, fiscal: bool) -> Period:
    if fiscal:
        return Period(date(year, 4, 1), date(year + 1, 3, 31), "fiscal_year")
    if day is not None:
        own = date(year, month, int(day))
        return Period(own, own, "day")
    if month:
        first = date(year, month, 1)
        return Period(first, first.replace(day=monthrange(year, month)[1]), "month")
    return Period(date(year, 1, 1), date(year, 12, 31), "year")
