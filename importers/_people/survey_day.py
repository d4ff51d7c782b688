"""Knows how a statistics file tells the day that its figures stand for: in a title, a column, its own name.

Knows no format. Never takes a municipality code for a day, and never a day that doesn't exist.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from importers._tables.codes import is_code6
from importers._tables.dates import era_day

#: Era or nothing, year, month, day or nothing.
_WRITTEN = (
    re.compile(r"(令和|平成|昭和)(元|\d{1,2})年(\d{1,2})月(?:(\d{1,2})日)?"),
    re.compile(r"(?<![a-z])(r|h)(\d{1,2})[./-](\d{1,2})[./-](\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)()((?:19|20)\d{2})[年./-](\d{1,2})(?:月|[./-](?=\d))(?:(\d{1,2})日?)?(?!\d)"),
)
_IN_NAME = re.compile(r"(?<!\d)()((?:19|20)\d{2})[_-]?(0[1-9]|1[0-2])(?:[_-]?([0-2]\d|3[01]))?(?!\d)")
_ERA_IN_NAME = re.compile(r"(?<![a-z])(r|h)(\d{1,2})[._-]?(0[1-9]|1[0-2])(?:[._-]?([0-2]\d|3[01]))?(?!\d)")


def written_day(text: str) -> date | None:
    """The first day in running text: 令和6年10月1日現在, R6.10.1, 2024/10/1; the first of a bare month."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    days = (_day(match) for pattern in _WRITTEN for match in pattern.finditer(plain))
    return next(filter(None, days), None)


def named_day(name: str) -> date | None:
    """The day in a file's name: jounen202010, r0610, 20241001, R6_10_01; None for what may be a code.

    202011 is November 2020 and Nagano City alike: then nobody can tell.
    """
    plain = unicodedata.normalize("NFKC", name.rpartition(".")[0] or name).casefold()
    found = [match for match in _IN_NAME.finditer(plain) if not is_code6(match[0])]
    days = (_day(match) for match in [*found, *_ERA_IN_NAME.finditer(plain)])
    return next(filter(None, days), None) or written_day(name)


def _day(match: re.Match[str]) -> date | None:
    year = 1 if match[2] == "元" else int(match[2])
    try:
        month, day = int(match[3]), int(match[4] or 1)
        return era_day(match[1], year, month, day) if match[1] else date(year, month, day)
    except ValueError:
        return None
