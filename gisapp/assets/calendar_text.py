"""Knows how hours typed into one field are read: 毎週火・木 13時〜15時半, 第2・第4木曜 10-12時（祝日は休み）.

Knows no page. What isn't plain stays the words that were typed: a wrong hour is worse than a raw one.
A sentence (up to 。; or a new line) that also says what may change its days, such as 8月を除く, stays whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gisapp.assets.calendar import CLOSED_ON, HOLIDAYS, Opening
from gisapp.assets.calendar_tokens import Group, read_closed, read_group, read_times, skip_marks
from importers._tables.values import narrow

_LONGEST = 500
_SENTENCE = re.compile(r"(?:\([^()。;\n]*\)|[^。;\n])+")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_HARMLESS = re.compile(r"前日|当日|休憩|無料|予約(?:は)?な[しい]")
#: Words which, beside hours, may mean that they aren't held on each of their days.
_CHANGES_DAYS = re.compile(
    r"隔|奇|偶|不定|第|曜|週|月|年|日|回|除|以外|休|閉|な[しい]|無|不可|のみ|だけ|祝|翌|盆|末|春|夏|秋|冬|期間"
)


@dataclass(frozen=True, slots=True)
class TypedHours:
    """What a typed text says: the openings in its order, the days off in the order of `CLOSED_ON`.

    `rest`: what wasn't understood, as it was typed, its pieces joined with 。; None where all of it was.
    """

    openings: tuple[Opening, ...] = ()
    closed_on: tuple[str, ...] = ()
    rest: str | None = None


@dataclass(slots=True)
class _Said:
    """What a sentence says; `weekdays_off` are codes of weekdays, `rest` positions of what isn't plain."""

    openings: list[Opening] = field(default_factory=list)
    closed_on: set[str] = field(default_factory=set)
    weekdays_off: set[str] = field(default_factory=set)
    rest: list[tuple[int, int]] = field(default_factory=list)


def read_hours(text: str) -> TypedHours:
    """The openings and days off of a text, and what of it wasn't understood. Never fails.

    平日 is Monday to Friday without 祝日. 24:00 stays 24:00; 22時〜翌2時 closes at 02:00. What may be meant
    in two ways isn't understood: 1時半〜3時, 10時〜3時, 第2週. Texts of more than 500 letters aren't read.
    """
    if len(text) > _LONGEST:
        return TypedHours(rest=text.strip())
    said, rest = [], []
    for found in _SENTENCE.finditer(narrow(text)):
        sentence = _sentence(found[0]) or _Said(rest=[(0, len(found[0]))])
        said.append(sentence)
        rest += [text[found.start() + start : found.start() + end].strip() for start, end in sentence.rest]
    openings = tuple(dict.fromkeys(opening for each in said for opening in each.openings))
    if _contradicts(openings, {day for each in said for day in each.weekdays_off}):
        return TypedHours(rest=text.strip())
    closed_on = tuple(name for name in CLOSED_ON if any(name in each.closed_on for each in said))
    return TypedHours(openings, closed_on, "。".join(filter(None, rest)) or None)


def _contradicts(openings: tuple[Opening, ...], weekdays_off: set[str]) -> bool:
    """A weekday off goes without saying only where openings are told, and none on that day."""
    held = {day for opening in openings for day in opening.byday.split(",")}
    return bool(weekdays_off) and (not held or not held.isdisjoint(weekdays_off))


def _sentence(body: str) -> _Said | None:
    """What a sentence says, None where it isn't plain."""
    said = _Said()
    for found in _BRACKETED.finditer(body):
        closed = read_closed(found[1], 0)
        if closed and not found[1][closed[2] :].strip():
            _add_closed(said, closed)
        else:
            said.rest.append(found.span(1))
    # blanks for brackets: positions stay
    end = _read_run(_BRACKETED.sub(lambda found: " " * len(found[0]), body), said)
    if end is None or not (said.openings or said.closed_on or said.weekdays_off):
        return None
    said.rest = [(start, stop) for start, stop in said.rest if stop <= end] + [(end, len(body))]
    doubtful = any(_CHANGES_DAYS.search(_HARMLESS.sub("", body[start:stop])) for start, stop in said.rest)
    return None if doubtful else said


def _read_run(body: str, said: _Said) -> int | None:
    """Reads pieces as long as they are plain; where they end, None where a piece runs on into other words.

    Days without times take those of the next ones: 第1土曜と第3日曜 10-12時.
    """
    at, waiting = skip_marks(body, 0), list[Group]()
    while at < len(body):
        if closed := read_closed(body, at):
            if waiting:  # 第3日曜、祝日は休み: is it held on 第3日曜, or not?
                return None
            _add_closed(said, closed)
            at = skip_marks(body, closed[2])
            continue
        group = read_group(body, at)
        if group is None:
            break
        waiting.append(group[0])
        times, end = read_times(body, group[1])
        if times:
            said.openings += [Opening(each.byday, each.weeks, *pair) for each in waiting for pair in times]
            waiting = []
        said.closed_on |= {HOLIDAYS} if group[0].not_holidays else set()
        at = skip_marks(body, end)
        if at == end < len(body):
            return None
    said.openings += [Opening(each.byday, each.weeks) for each in waiting]
    return at


def _add_closed(said: _Said, closed: tuple[set[str], set[str], int]) -> None:
    said.closed_on |= closed[0]
    said.weekdays_off |= closed[1]
