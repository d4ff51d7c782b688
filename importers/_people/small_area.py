"""Knows how well the boundary and the table of the census by 小地域 fit, and tells what is left over.

Knows neither how ages are read nor how a boundary is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from importers._faults import note, refuse
from importers._people.accept import asked
from importers._people.census import CensusRow, CensusTable
from importers._people.town_boundary import Boundary
from importers._record import Problem, Record

_TOTAL = ("t", 0, None)
#: Below this share of rows a person is asked.
_ENOUGH = 0.95


def joined_geometry(
    boundary: Boundary, key: str, joins: Sequence[str], *, whole: bool
) -> BaseGeometry | None:
    """The area of a key; with `whole`, the area of a 町 that took in its hidden 丁目: those together."""
    if not whole or key in boundary.towns:
        return boundary.towns[key].geometry if key in boundary.towns else None
    found = [boundary.towns[part].geometry for part in joins if part in boundary.towns]
    return shapely.union_all(found) if found else None


def join_notes(
    table: CensusTable,
    boundary: Boundary,
    *,
    rows: Sequence[CensusRow],
    leaves: Sequence[CensusRow],
    records: Sequence[Record],
    year: int | None,
    choices: Mapping[str, str],
) -> Iterator[Problem]:
    """How table and boundary fit: JOIN-301 always, 302 to 308 where something is left over.

    Asks (JOIN-307) where fewer than 95 % of the rows fit. Raises FormatError JOIN-300 where nothing does.
    """
    joined = {str(record.fields["key_code"]) for record in records}
    unmatched = [row for row in leaves if row.cells["KEY_CODE"] not in joined]
    if not joined:
        remedy = "同じ市区町村・同じ調査年の境界と表を選んでください。"
        raise refuse("JOIN-300", "表と境界が1件も結びつきません。", remedy, file=table.file)
    yield _rate(table, leaves, unmatched)
    yield from _unmatched_rows(table, unmatched)
    yield from _bare(boundary, {row.cells["KEY_CODE"] for row in leaves})
    yield from _lost_targets(table, records, joined)
    yield from _totals(table, rows, leaves)
    if year and boundary.year and year != boundary.year:
        message = f"表は{year}年、境界は{boundary.year}年の国勢調査のものです。"
        remedy = "同じ年の境界を使うと、結びつかない町丁が減ります。"
        yield note("JOIN-306", message, remedy, file=boundary.file)
    share = 1 - len(unmatched) / len(leaves)
    if share < _ENOUGH:
        message = f"表の町丁の{100 * share:.1f}％しか境界と結びつきません（95％未満）。"
        remedy = "結びつかない町丁の一覧を見て、年次の合う境界を選び直すか、このまま使うかを選んでください。"
        label = "結びついた町丁だけを使う"
        yield from asked("JOIN-307", message, remedy, choices=choices, file=table.file, label=label)


def _people(rows: Sequence[CensusRow]) -> int:
    return sum(row.counts.get(_TOTAL) or 0 for row in rows)


def _rate(table: CensusTable, leaves: Sequence[CensusRow], unmatched: Sequence[CensusRow]) -> Problem:
    matched, people = len(leaves) - len(unmatched), _people(leaves)
    message = (
        f"表の{len(leaves)}件中{matched}件が境界と結びつきました"
        f"（人口{people:,}人中{people - _people(unmatched):,}人）。"
    )
    return note("JOIN-301", message, "数が合っているか確かめてください。", file=table.file)


def _unmatched_rows(table: CensusTable, unmatched: Sequence[CensusRow]) -> Iterator[Problem]:
    """Every row without a boundary, by its key."""
    for row in unmatched:
        key, name = row.cells["KEY_CODE"], row.cells.get("NAME") or ""
        people = row.counts.get(_TOTAL)
        value = f"{key} {name} {'秘匿' if people is None else f'{people:,}人'}"
        message = "境界がないため、この町丁の人口は取り込めません。"
        remedy = "境界と表の調査年が同じか確かめてください。"
        yield note("JOIN-302", message, remedy, file=table.file, line=row.line, value=value)


def _bare(boundary: Boundary, told: set[str]) -> Iterator[Problem]:
    """Every area without a row, by its key."""
    for key in sorted(set(boundary.towns) - told):
        town = boundary.towns[key]
        message = "この区域は、表に行がありません。"
        remedy = "人口は不明として扱います。"
        value = f"{key} {town.name or ''}".strip()
        yield note("JOIN-303", message, remedy, file=boundary.file, line=town.line, value=value)


def _lost_targets(table: CensusTable, records: Sequence[Record], joined: set[str]) -> Iterator[Problem]:
    for record in records:
        target = record.fields["joined_into"]
        if target and target not in joined:
            message = "秘匿された人口の合算先が、取り込んだ小地域の中にありません。"
            value = f"{record.fields['key_code']} → {target}"
            remedy = "合算先を含む境界も一緒に取り込むと、人口がそろいます。"
            yield note("JOIN-304", message, remedy, file=table.file, line=record.line, value=value)


def _totals(table: CensusTable, rows: Sequence[CensusRow], leaves: Sequence[CensusRow]) -> Iterator[Problem]:
    """The published total of each municipality against the sum of its parts."""
    for row in rows:
        total = row.counts.get(_TOTAL)
        if row.cells.get("HYOSYO") != "1" or total is None:
            continue
        summed = _people(
            [leaf for leaf in leaves if leaf.cells["KEY_CODE"].startswith(row.cells["KEY_CODE"])]
        )
        if summed != total:
            message = f"小地域の合計{summed:,}人が、市区町村の総数{total:,}人と合いません。"
            remedy = "表の行が欠けていないか確かめてください。"
            yield note(
                "JOIN-305", message, remedy, file=table.file, line=row.line, value=row.cells.get("CITYNAME")
            )
