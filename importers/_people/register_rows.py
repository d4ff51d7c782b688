"""Knows how rows of people become towns: sexes put together, totals set aside and compared, faults told.

Knows no columns and no sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from importers._faults import leave_out, note, refuse
from importers._people.accept import asked
from importers._people.ages import EVERYBODY, UNKNOWN_AGE, Bracket, faults, plain, with_groups
from importers._record import Problem, Record

_WHOLE = frozenset(
    {"", "全市", "全区", "全町", "全村", "全域", "全体", "市全体", "総人口", "計", "合計", "総数", "総計"}
)
_TOTAL = re.compile(r".*(計|総数)|.*再掲.*|(うち|内).+")
_LISTED = 10


@dataclass(slots=True)
class Entry:
    """A row of figures. `blank`: brackets whose cell is empty; `untold`: a cell says that nobody knows."""

    line: int
    town: str = ""
    ward: str | None = None
    counts: dict[Bracket, int | None] = field(default_factory=dict)
    blank: set[Bracket] = field(default_factory=set)
    untold: bool = False
    households: int | None = None
    day: date | None = None
    code: str | None = None

    @property
    def people(self) -> int | None:
        return self.counts.get(("t", *EVERYBODY))

    @property
    def name(self) -> str:
        return self.town if self.town == self.ward else f"{self.ward or ''}{self.town}"


def records_of(
    entries: Sequence[Entry], *, file: str, choices: Mapping[str, str]
) -> Iterator[Record | Problem]:
    """A record for each town, after notes on what was left aside and on what can't be true.

    Raises FormatError IMP-181 without towns; asks (IMP-185) where figures contradict each other.
    """
    newest = max((entry.day for entry in entries if entry.day), default=None)
    kept = [entry for entry in entries if entry.day in (None, newest)]
    if len(kept) < len(entries):
        message = f"複数の時点が入っています。一番新しい{newest}の行だけを使います。"
        remedy = f"古い{len(entries) - len(kept)}行は使いません。要るときは、時点ごとに分けてください。"
        yield note("IMP-187", message, remedy, file=file)
    towns, totals = _split([_completed(entry) for entry in _together(kept)])
    if not towns:
        message = "町丁ごとの行がありません（市全体の合計だけの表です）。"
        raise refuse("IMP-181", message, "町丁・地域ごとの人口の表を選んでください。", file=file)
    yield from _twins(towns, file=file)
    yield from _totals(towns, totals, file=file)
    yield from _missing(towns, file=file)
    yield from _faults(towns, file=file, choices=choices)
    yield from (Record(file, entry.line, _fields(entry)) for entry in towns)


def _together(entries: Sequence[Entry]) -> list[Entry]:
    """Rows of one town that count different sexes, put into the first of them; in file order."""
    first: dict[tuple[str | None, str], Entry] = {}
    found = []
    for entry in entries:
        before = first.get((entry.ward, entry.town))
        if before is not None and entry.counts and before.counts.keys().isdisjoint(entry.counts):
            before.counts |= entry.counts
            before.blank |= entry.blank
            before.untold = before.untold or entry.untold
        else:
            first[entry.ward, entry.town] = entry
            found.append(entry)
    return found


def _completed(entry: Entry) -> Entry:
    """With blank cells that the totals prove to be nobody, and with the groups that ages add up to."""
    filled = {**entry.counts, **dict.fromkeys(entry.blank, 0)}
    totals = {bracket[0] for bracket in entry.counts if bracket[1:] == EVERYBODY}
    proven = {bracket[0] for bracket in entry.blank} <= totals
    if entry.blank and proven and not any(faults(filled)):
        entry.counts, entry.blank = filled, set()
    entry.counts = with_groups(entry.counts)
    return entry


def _split(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Towns, and totals of wards, districts or everything; towns below a ward's total belong to the ward."""
    _find_wards(entries)
    totals = [entry for entry in entries if _is_total(entry)]
    return [entry for entry in entries if not _is_total(entry)], totals


def _is_total(entry: Entry) -> bool:
    town = plain(entry.town)
    return town in _WHOLE or _TOTAL.fullmatch(town) is not None or town == plain(entry.ward or "")


def _find_wards(entries: Sequence[Entry]) -> None:
    """A row named …区 whose people are those of the rows below it is their ward's total."""
    heads = [at for at, each in enumerate(entries) if each.ward is None and each.town.strip().endswith("区")]
    for at, end in pairwise([*heads, len(entries)]):
        below = [entry for entry in entries[at + 1 : end] if not _is_total(entry)]
        if len(below) > 1 and _people(below) == entries[at].people:
            for entry in (entries[at], *below):
                entry.ward = entries[at].town


def _people(entries: Sequence[Entry]) -> int:
    return sum(entry.people or 0 for entry in entries)


def _twins(towns: Sequence[Entry], *, file: str) -> Iterator[Problem]:
    """The same figures under the same name are one row written twice; other figures are parts of a town."""
    seen: dict[tuple[str | None, str], Entry] = {}
    for entry in towns:
        first = seen.setdefault((entry.ward, entry.town), entry)
        if first is not entry and first.counts == entry.counts and entry.people:
            message = f"同じ町丁の同じ人数の行が二つあります（{first.line}行目と{entry.line}行目）。"
            remedy = "どちらか一方を消して取り込み直してください。"
            yield leave_out("VAL-305", message, remedy, file=file, line=entry.line, value=entry.name)


def _totals(towns: Sequence[Entry], totals: Sequence[Entry], *, file: str) -> Iterator[Problem]:
    """What was set aside, and where a ward's or the whole total isn't the sum of its towns."""
    if totals:
        names = "、".join(entry.name or "（名前のない合計）" for entry in totals[:_LISTED])
        message = f"合計・再掲の行{len(totals)}件は、町丁として数えません。"
        remedy = "町丁の行が混ざっていないか確かめてください。"
        yield note("IMP-182", message, remedy, file=file, value=names)
    wards = {entry.ward for entry in towns}
    for entry in totals:
        # A district's subtotal doesn't say which towns it holds.
        if entry.people is None or plain(entry.town) not in {*_WHOLE, plain(entry.ward or "")}:
            continue
        below = [town for town in towns if entry.ward not in wards or town.ward == entry.ward]
        if entry.people != _people(below):
            message = f"合計の行の{entry.people:,}人が、町丁の合計{_people(below):,}人と合いません。"
            remedy = "町丁の行が欠けていないか、総数まで秘匿された町丁がないか確かめてください。"
            yield note("IMP-186", message, remedy, file=file, line=entry.line, value=entry.name or None)


def _missing(towns: Sequence[Entry], *, file: str) -> Iterator[Problem]:
    found = [entry for entry in towns if entry.untold or entry.blank]
    if found:
        names = "、".join(f"{entry.line}行目 {entry.name}" for entry in found[:_LISTED])
        message = f"人数が書かれていない欄のある町丁が{len(found)}件あります。その欄は不明として扱います。"
        remedy = "だれもいない欄には0か「-」、秘匿した欄には「x」を入れてください。"
        yield note("IMP-183", message, remedy, file=file, value=names)


def _faults(towns: Sequence[Entry], *, file: str, choices: Mapping[str, str]) -> Iterator[Problem]:
    wrong = [(entry, found) for entry in towns for found in list(faults(entry.counts))[:1]]
    for entry, message in wrong:
        remedy = "元の表でこの行の数を確かめてください。"
        yield note("IMP-184", message, remedy, file=file, line=entry.line, value=entry.name)
    if wrong:
        message = f"合計などが合わない町丁が{len(wrong)}件あります。"
        remedy = "元の表を直して取り込み直すか、このまま使うかを選んでください。"
        label = "書かれた数のまま使う"
        yield from asked("IMP-185", message, remedy, choices=choices, file=file, label=label)


def _fields(entry: Entry) -> dict[str, Any]:
    known = {bracket: people for bracket, people in entry.counts.items() if bracket[1:] != UNKNOWN_AGE}
    return {
        "town": entry.town,
        "ward": entry.ward,
        "counts": known,
        "households": entry.households,
        "municipality_code": entry.code,
    }
