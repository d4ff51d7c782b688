"""Knows how people counted by town, or for a whole city, become population cells with a boundary.

Knows no file format. Names are matched, never changed: what was written is told and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.crs import STORAGE_SRID
from gisapp.db.engine import query
from gisapp.ingest.problems import accepted
from gisapp.ingest.town_finder import TownArea, TownFinder
from importers._record import Problem
from layers._layer import CellRow, CityPeopleRow, TownPeopleRow

_ALL = ("t", 0, None)
#: The code of the whole nation, whose people are stored for whichever municipality asks for them.
_NATION = "000000"
#: Below this share of people a person is asked.
_ENOUGH = 0.95
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Joined:
    """Cells with their boundary, and what is to be known about the joining (JOIN-310 to JOIN-317)."""

    rows: tuple[CellRow, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Group:
    """Rows of the register that share one area: one or several towns of the boundary."""

    areas: tuple[TownArea, ...]
    rows: list[TownPeopleRow] = field(default_factory=list)


def load_towns(connection: Connection, code: str) -> list[TownArea]:
    """The towns of a municipality: its current town areas, else the small areas of its newest census."""
    for name in ("town_areas", "town_cells"):
        rows = connection.execute(query(name), {"code": code}).all()
        if rows:
            return [TownArea(r.key, r.ward or "", r.name, shapely.from_wkb(bytes(r.geom))) for r in rows]
    return []


def town_people(
    rows: Sequence[TownPeopleRow], towns: Sequence[TownArea], *, choices: Mapping[str, str] | None = None
) -> Joined:
    """A cell for each town (or for towns that only count together) whose boundary is found.

    Rows that share a boundary are added up; a count that one of them hides is hidden. `choices` are the
    answers of a person. Pure. A problem of severity "refuse" (JOIN-313) where nothing fits.
    """
    finder = TownFinder(towns, {row.town for row in rows})
    groups: dict[frozenset[str], _Group] = {}
    unmatched: list[TownPeopleRow] = []
    for row in rows:
        areas = finder.find(row.town, row.ward)
        if areas:
            key = frozenset(area.key for area in areas)
            groups.setdefault(key, _Group(areas)).rows.append(row)
        else:
            unmatched.append(row)
    kept, overlapping = _apart(groups.values())
    unmatched += [row for group in overlapping for row in group.rows]
    problems = _problems(rows, unmatched, kept, towns=towns, choices=choices or {})
    cells = sorted((_cell(group) for group in kept), key=lambda cell: cell.key)
    return Joined(tuple(cells), tuple(problems))


def city_people(rows: Sequence[CityPeopleRow], code: str, outline: BaseGeometry) -> Joined:
    """The whole municipality, or the nation where a table tells only that, as one cell a year.

    `outline`: the municipality's, in storage degrees. A problem of severity "refuse" (JOIN-317) where the
    rows hold neither.
    """
    own = [row for row in rows if row.code in (code, _NATION)]
    if not own:
        message = f"市区町村 {code} の人口が表にありません。"
        remedy = "この市区町村を含む表を選んでください。合併や政令市の区の再編の前の表は使えません。"
        return Joined((), (Problem("JOIN-317", message, remedy, "refuse"),))
    cells = (CellRow(row.code, outline, STORAGE_SRID, dict(row.counts), year=row.year) for row in own)
    return Joined(tuple(cells), ())


def _apart(groups: Iterable[_Group]) -> tuple[list[_Group], list[_Group]]:
    """Groups that share no area, those of fewer areas first; the others would count an area twice."""
    kept: list[_Group] = []
    overlapping: list[_Group] = []
    taken: set[str] = set()
    for group in sorted(groups, key=lambda group: (len(group.areas), group.areas[0].key)):
        keys = {area.key for area in group.areas}
        (overlapping if keys & taken else kept).append(group)
        taken |= keys
    return kept, overlapping


def _cell(group: _Group) -> CellRow:
    areas, rows = group.areas, group.rows
    shared = set.intersection(*(set(row.counts) for row in rows))
    counts = {bracket: _sum([row.counts[bracket] for row in rows]) for bracket in sorted(shared, key=str)}
    shape = areas[0].geometry if len(areas) == 1 else shapely.union_all([area.geometry for area in areas])
    names = dict.fromkeys(area.name for area in areas)
    name = rows[0].town if len(rows) == 1 else "・".join(names)
    households = _sum([row.households for row in rows])
    return CellRow(areas[0].key, shape, STORAGE_SRID, counts, households=households, name=name)


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _people(rows: Iterable[TownPeopleRow]) -> int:
    return sum(row.counts.get(_ALL) or 0 for row in rows)


def _problems(
    rows: Sequence[TownPeopleRow],
    unmatched: Sequence[TownPeopleRow],
    kept: Sequence[_Group],
    *,
    towns: Sequence[TownArea],
    choices: Mapping[str, str],
) -> Iterator[Problem]:
    if not kept:
        remedy = "同じ市区町村の町丁の境界（e-Stat）を先に取り込んでください。"
        yield Problem("JOIN-313", "町丁の名前が、境界と1件も結びつきません。", remedy, "refuse")
        return
    people, lost = _people(rows), _people(unmatched)
    share = 1 - lost / people if people else 1 - len(unmatched) / len(rows)
    message = (
        f"町丁{len(rows):,}件中{len(rows) - len(unmatched):,}件が境界と結びつきました"
        f"（人口{people:,}人中{people - lost:,}人、{100 * share:.1f}％）。"
    )
    yield Problem("JOIN-310", message, "数が合っているか確かめてください。", "note")
    for row in unmatched:
        remedy = "境界の年次と町丁の名前を確かめてください。この町丁の人は地図に入りません。"
        known = row.counts.get(_ALL)
        told = f"{row.ward or ''}{row.town} {'人数は秘匿' if known is None else f'{known:,}人'}"
        yield Problem("JOIN-311", "町丁が境界と結びつきません。", remedy, "note", value=told)
    yield from _sharing(kept)
    yield from _without_people(kept, towns)
    if share < _ENOUGH:
        yield _too_few(share, choices)


def _sharing(kept: Sequence[_Group]) -> Iterator[Problem]:
    for group in kept:
        if len({row.town for row in group.rows}) > 1:
            names = "、".join(row.town for row in group.rows)
            message = f"{len(group.rows)}件の町丁の人数を、一つの区域「{group.areas[0].name}」に足しました。"
            yield Problem("JOIN-314", message, "同じ場所のことか確かめてください。", "note", value=names)
        if len({area.name for area in group.areas}) > 1:
            names = "、".join(area.name for area in group.areas)
            message = f"「{group.rows[0].town}」の人数を、{len(group.areas)}件の区域をまとめて示します。"
            yield Problem("JOIN-315", message, "同じ場所のことか確かめてください。", "note", value=names)


def _without_people(kept: Sequence[_Group], towns: Sequence[TownArea]) -> Iterator[Problem]:
    used = {area.key for group in kept for area in group.areas}
    bare = [f"{town.ward}{town.name}" for town in towns if town.key not in used]
    if bare:
        message = f"境界のうち{len(bare):,}件は、表に行がありません。人口は不明として扱います。"
        remedy = "人の住んでいない町丁か確かめてください。"
        yield Problem("JOIN-316", message, remedy, "note", value="、".join(bare[:_LISTED]))


def _too_few(share: float, choices: Mapping[str, str]) -> Problem:
    message = f"境界と結びついた人が{100 * share:.1f}％しかありません（95％未満）。"
    remedy = "結びつかない町丁の一覧を見て、年次の合う境界を取り込むか、このまま使うかを選んでください。"
    return accepted("JOIN-312", message, label="結びついた町丁だけを使う", remedy=remedy, choices=choices)
