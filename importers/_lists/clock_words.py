"""Knows how spans of time of day are written: 10-12時, 午後1時半〜3時, 午前10時から正午, 22時〜翌2時.

Knows no day, and not which spans are believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What stands between two times.
TO = r"(?:[~〜\-‐–—―−ー]|から|より)"
_HALF = "午前|午後|AM|PM"
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after 0:00 as they are written (24:00 is 1440); `next_day`: the text says that it ends 翌日."""

    opens_min: int
    closes_min: int
    next_day: bool


def clock_pattern(name: str) -> str:
    """The pattern of a time of day; its groups begin with `name`. The first of 10-12時 is a bare number."""
    bare = rf"(?=\s*{TO}\s*(?:(?:{_HALF})\s*)?\d{{1,2}}時)"
    minutes = rf":(?P<{name}colon>\d{{2}})|時(?:(?P<{name}minute>\d{{1,2}})分|(?P<{name}thirty>半))?|{bare}"
    hour = rf"(?:(?P<{name}half>{_HALF})\s*)?(?<!\d)(?P<{name}hour>\d{{1,2}})(?:{minutes})"
    return rf"(?:(?P<{name}next>翌日?)\s*)?(?:(?P<{name}noon>正午)|{hour})"


SPAN = re.compile(rf"{clock_pattern('a')}\s*{TO}\s*{clock_pattern('b')}(?:\s*まで)?", re.IGNORECASE)


def read_span(found: re.Match[str]) -> Span | None:
    """What a match of `SPAN` says; None where it holds no time of day, such as 25:00.

    午後 holds for both times of 午後1時半〜3時, 午前 for the first alone: 午前10時〜12時.
    """
    first = found["ahalf"]
    opens = read_clock(found, "a")
    closes = read_clock(found, "b", half=first if _afternoon(first) else None)
    if opens is None or closes is None or found["anext"]:
        return None
    return Span(opens, closes, bool(found["bnext"]))


def read_clock(found: re.Match[str], name: str, *, half: str | None = None) -> int | None:
    """Minutes after 0:00 of a time in a match of `clock_pattern`; `half` holds where it says none itself."""
    if found[name + "noon"]:
        return 12 * 60
    hours = int(found[name + "hour"])
    minutes = int(found[name + "colon"] or found[name + "minute"] or (30 if found[name + "thirty"] else 0))
    if _afternoon(found[name + "half"] or half) and hours < 12:
        hours += 12
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= _DAY_MIN else None


def _afternoon(half: str | None) -> bool:
    return half is not None and half.upper() in ("午後", "PM")
