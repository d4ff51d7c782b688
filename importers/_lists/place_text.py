"""Knows how lists of places write a position in one cell, a precision, and the hours of a meeting in words.

Knows no column and no file. What isn't plain stays words: hours are never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from importers._lists.clock_words import SPAN, read_span
from importers._tables.values import parse_degrees, parse_weekdays

_WKT_POINT = re.compile(r"point\s*z?m?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+){0,2}\s*\)", re.IGNORECASE)
_HOLIDAYS = re.compile(r"\(?祝日?(?:は|を|も)?(?:除く|休み|お休み|休館)\)?")
_WORDS = re.compile(r"毎週の?|開催|曜日?|[(),、]|に|\s")
#: What our own template offers, and what else people write.
_PRECISIONS = {
    "exact": ("正確な位置", "exact", "番地まで", "公開"),
    "町丁目": ("町丁目まで", "町丁目", "町名まで"),
    "校区": ("小学校区まで", "校区まで", "校区", "小学校区"),
    "hidden": ("公開しない", "非公開", "hidden"),
}


@dataclass(frozen=True, slots=True)
class Week:
    """Weekly hours: weekdays of 0 (Monday) to 6; empty and None where the words don't say so plainly."""

    weekdays: tuple[int, ...] = ()
    opens: time | None = None
    closes: time | None = None


def parse_position(text: str) -> tuple[str, str] | None:
    """(longitude, latitude) as text of '35.65, 139.32' or 'POINT (139.32 35.65)'; None for anything else."""
    body = unicodedata.normalize("NFKC", text).strip()
    point = _WKT_POINT.fullmatch(body)
    if point:
        return point[1], point[2]
    pair = re.split(r"[,\s;/]+", body.strip("()[] "))
    if len(pair) != 2:
        return None
    try:
        for each in pair:
            parse_degrees(each)
    except ValueError:
        return None
    return pair[1], pair[0]


def parse_precision(text: str) -> str:
    """One of exact, 町丁目, 校区, hidden. Raises ValueError: no position is shown by mistake."""
    key = unicodedata.normalize("NFKC", text).strip()
    for precision, words in _PRECISIONS.items():
        if key in words:
            return precision
    raise ValueError(text)


def precision_words() -> tuple[str, ...]:
    """How the four precisions are called, the most exact first."""
    return tuple(words[0] for words in _PRECISIONS.values())


def parse_week(text: str) -> Week:
    """The weekly hours of '毎週火・木曜日 10:00～12:00', '平日 午後1時半〜3時'; times alone leave days open.

    Empty for '第2水曜日', '月1回', two spans of time, and whatever else isn't every week alike.
    """
    body = _HOLIDAYS.sub("", unicodedata.normalize("NFKC", text))
    spans = list(SPAN.finditer(body))
    if len(spans) > 1:
        return Week()
    opens, closes = _span(spans[0]) if spans else (None, None)
    rest = _WORDS.sub("", SPAN.sub("", body))
    if not rest:
        return Week((), opens, closes)
    try:
        return Week(parse_weekdays(rest), opens, closes)
    except ValueError:
        return Week()


def _span(found: re.Match[str]) -> tuple[time | None, time | None]:
    """Opening and closing; both None where they can't be (午前10時～3時) or end after midnight."""
    span = read_span(found)
    if span is None or span.next_day or span.opens_min >= span.closes_min:
        return None, None
    return _time(span.opens_min), _time(span.closes_min)


def _time(minutes: int) -> time:
    """24:00 is 23:59, as a day has no 24:00."""
    return time(23, 59) if minutes == 24 * 60 else time(*divmod(minutes, 60))
