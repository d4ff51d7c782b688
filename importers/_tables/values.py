"""Knows how Japanese tables write numbers, coordinates, times, weekdays and telephone numbers.

Knows no column and no format. Every parser takes text and raises ValueError rather than guess. Days are read
in `_dates`, codes in `_codes`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import time

_HYPHENS = "‐‑‒–—―−－﹣"
#: Full-width forms to ASCII. Not NFKC: that would make 121 of 12¹ and 11 of 1①.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NEGATIVE = frozenset("-△▲ーｰ" + _HYPHENS)
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_DEGREES = re.compile(r"([+-]?\d+)(?:度|°)(\d+)(?:分|'|′)(?:(\d+(?:\.\d+)?)(?:秒|\"|″|'')?)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?::(\d{2})(?::\d{2})?|時(?:(\d{1,2})分|(半))?)", re.ASCII)
_WEEKDAYS = "月火水木金土日"
_SPANS = re.compile(rf"([{_WEEKDAYS}])(?:[~～〜\-–−ー]([{_WEEKDAYS}]))?|(.)")
_BETWEEN_DAYS = re.compile(r"[\s;,、・/及びと]+")
_BRACKETED = re.compile(r"\([^()]*\)")
_PHONE_WIDE = str.maketrans("０１２３４５６７８９（）", "0123456789()") | {ord(c): "-" for c in _HYPHENS}
#: What a count may carry behind it.
_COUNTED = ("人", "名", "件", "世帯")
#: More is no count of anything here, and wouldn't fit into a column of the database.
_MOST = 2**31 - 1


def narrow(text: str) -> str:
    """Full-width letters, digits, signs and blanks in half width; everything else as it is."""
    return text if text.isascii() else text.translate(_NARROW)


def parse_number(text: str, *, units: tuple[str, ...] = ()) -> float:
    """A number as Japanese tables write it: １２．５, 1,234, △5, (5), −3; never nan, inf, 1_000 or 1e309.

    One of `units` may stand behind it ("%": 12.0% is 12); any other word makes it no number.
    """
    body = narrow(text).strip()
    unit = next((unit for unit in units if body.endswith(unit)), "")
    body, negative = _sign(body.removesuffix(unit).rstrip())
    match = _NUMBER.fullmatch(body)
    value = float(match[0].replace(",", "")) if match else math.nan
    if not math.isfinite(value):
        raise ValueError(text)
    return -value if negative and value else value


def parse_count(text: str) -> int:
    """A whole number of 0 to 2,147,483,647; '85人', '85名' and '85.0' are 85."""
    value = parse_number(text, units=_COUNTED)
    if not 0 <= value <= _MOST or value != int(value):
        raise ValueError(text)
    return int(value)


def parse_year(text: str) -> int:
    """A western year in which something can have opened: 1868 to 2200."""
    value = parse_number(text, units=("年",))
    if not 1868 <= value <= 2200 or value != int(value):
        raise ValueError(text)
    return int(value)


def parse_degrees(text: str) -> float:
    """Decimal degrees, or 35度39分10.5秒 / 35°39′10.5″."""
    match = _DEGREES.fullmatch(text.strip().translate(_PHONE_WIDE).replace(" ", ""))
    if not match:
        return parse_number(text)
    degrees, minutes, seconds = int(match[1]), int(match[2]), float(match[3] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError(text)
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return -size if match[1].startswith("-") else size


def parse_time(text: str) -> time:
    """A time of day: 9:00, ９：００, 9時30分, 9時半. 24:00 is 23:59, as a day has no 24:00."""
    match = _TIME.fullmatch(narrow(text).strip())
    if not match:
        raise ValueError(text)
    hour, minute = int(match[1]), int(match[2] or match[3] or (30 if match[4] else 0))
    return time(23, 59) if (hour, minute) == (24, 0) else time(hour, minute)


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Weekdays 0 (Monday) to 6 of '月;火;水', '火金土', '月曜～金曜', '平日', '毎日'; 祝 is left aside."""
    body = re.sub(r"曜日?", "", unicodedata.normalize("NFKC", text))
    body = body.replace("毎日", "月~日").replace("平日", "月~金").replace("祝日", "").replace("祝", "")
    body = _BETWEEN_DAYS.sub("", body)
    days: set[int] = set()
    for match in _SPANS.finditer(body):
        if match[3]:
            raise ValueError(text)
        first = _WEEKDAYS.index(match[1])
        last = _WEEKDAYS.index(match[2]) if match[2] else first
        if last < first:
            raise ValueError(text)
        days.update(range(first, last + 1))
    return tuple(sorted(days))


def clean_phone(text: str) -> str:
    """A telephone number with half-width digits, hyphens and brackets; words beside it stay as they are."""
    plain = text.strip().translate(_PHONE_WIDE)
    return re.sub(r"(?<=[0-9)])[ーｰ](?=[0-9(])", "-", plain)


def _sign(body: str) -> tuple[str, bool]:
    if _BRACKETED.fullmatch(body):
        return body[1:-1].strip(), True
    if body[:1] in _NEGATIVE and body:
        return body[1:].strip(), True
    return body.removeprefix("+"), False
