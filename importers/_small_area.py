"""Knows the boundary side of the census by 小地域, and how well a boundary and a table fit together.

Knows nothing of how ages are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from importers._census import CensusRow, CensusTable
from importers._faults import note, refuse
from importers._geometry import AREAS
from importers._parts import parts
from importers._record import Delivery, FormatError, Problem, Record
from importers._vector import JSON_SUFFIXES, SHAPE_SUFFIXES, Feature, features

_WATER = 8154
_TOTAL = ("t", 0, None)
_EDITIONS = {"H22KA": 2010, "H27KA": 2015, "R2KA": 2020, "R7KA": 2025}
_KEY = re.compile(r"\d{9}(\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Boundary:
    """Areas by KEY_CODE, pieces of one key joined; `year` of the census, None where the file doesn't tell."""

    file: str
    srid: int
    areas: Mapping[str, BaseGeometry]
    names: Mapping[str, str | None]
    problems: tuple[Problem, ...]
    year: int | None

    @property
    def cities(self) -> frozenset[str]:
        return frozenset(key[:5] for key in self.areas)


def read_boundary(delivery: Delivery) -> Boundary:
    """The boundary of a delivery. Raises FormatError IMP-164 without any KEY_CODE, or as `features` does."""
    if not any(part.suffix in SHAPE_SUFFIXES | JSON_SUFFIXES for part in parts(delivery)):
        raise _no_boundary(delivery)
    read = list(features(delivery, kinds=AREAS))
    items = [item for item in read if isinstance(item, Feature) and item.properties.get("HCODE") != _WATER]
    pieces: dict[str, list[BaseGeometry]] = defaultdict(list)
    names: dict[str, str | None] = {}
    for item in items:
        key = str(item.properties.get("KEY_CODE") or "")
        if _KEY.fullmatch(key):
            pieces[key].append(item.geometry)
            names[key] = item.properties.get("S_NAME")
    if not pieces:
        raise _no_boundary(delivery)
    areas = {key: shapely.union_all(found) if len(found) > 1 else found[0] for key, found in pieces.items()}
    problems = tuple(item for item in read if isinstance(item, Problem))
    return Boundary(items[0].file, items[0].srid, areas, names, problems, _edition(items[0].properties))


def _no_boundary(delivery: Delivery) -> FormatError:
    remedy = "e-Statの小地域の境界データを、表と一緒に選んでください。"
    return refuse("IMP-164", "小地域の境界（KEY_CODEのある面）が入っていません。", remedy, file=delivery.name)


def _edition(properties: Mapping[str, object]) -> int | None:
    return next(
        (year for start, year in _EDITIONS.items() if any(k.startswith(start) for k in properties)), None
    )


def joined_geometry(
    boundary: Boundary, key: str, joins: Sequence[str], *, whole: bool
) -> BaseGeometry | None:
    """The area of a key; with `whole`, the area of a 町 that took in its hidden 丁目: those together."""
    if not whole or key in boundary.areas:
        return boundary.areas.get(key)
    found = [boundary.areas[part] for part in joins if part in boundary.areas]
    return shapely.union_all(found) if found else None


def join_notes(
    table: CensusTable,
    boundary: Boundary,
    *,
    rows: Sequence[CensusRow],
    leaves: Sequence[CensusRow],
    records: Sequence[Record],
    year: int | None,
) -> Iterator[Problem]:
    """How table and boundary fit: JOIN-301 always, 302 to 306 where something is left over.

    Raises FormatError JOIN-300 where nothing fits.
    """
    joined = {str(record.fields["key_code"]) for record in records}
    unmatched = [row for row in leaves if row.cells["KEY_CODE"] not in joined]
    if not joined:
        remedy = "同じ市区町村・同じ調査年の境界と表を選んでください。"
        raise refuse("JOIN-300", "表と境界が1件も結びつきません。", remedy, file=table.file)
    yield _rate(table, leaves, unmatched)
    if unmatched:
        yield _unmatched_rows(table, unmatched)
    bare = sorted(set(boundary.areas) - {row.cells["KEY_CODE"] for row in leaves})
    if bare:
        names = "、".join(str(boundary.names[key] or key) for key in bare[:5])
        message = f"境界のうち{len(bare)}件は、表に行がありません。"
        yield note("JOIN-303", message, "人口は不明として扱います。", file=boundary.file, value=names)
    yield from _lost_targets(table, records, joined)
    yield from _totals(table, rows, leaves)
    if year and boundary.year and year != boundary.year:
        message = f"表は{year}年、境界は{boundary.year}年の国勢調査のものです。"
        yield note(
            "JOIN-306", message, "同じ年の境界を使うと、結びつかない町丁が減ります。", file=boundary.file
        )


def _people(rows: Sequence[CensusRow]) -> int:
    return sum(row.counts.get(_TOTAL) or 0 for row in rows)


def _rate(table: CensusTable, leaves: Sequence[CensusRow], unmatched: Sequence[CensusRow]) -> Problem:
    matched, people = len(leaves) - len(unmatched), _people(leaves)
    message = (
        f"表の{len(leaves)}件中{matched}件が境界と結びつきました"
        f"（人口{people:,}人中{people - _people(unmatched):,}人）。"
    )
    return note("JOIN-301", message, "数が合っているか確かめてください。", file=table.file)


def _unmatched_rows(table: CensusTable, unmatched: Sequence[CensusRow]) -> Problem:
    names = "、".join(row.cells.get("NAME") or row.cells["KEY_CODE"] for row in unmatched[:5])
    message = f"表のうち{len(unmatched)}件（人口{_people(unmatched):,}人）は、境界がないため取り込めません。"
    return note(
        "JOIN-302", message, "境界と表の調査年が同じか確かめてください。", file=table.file, value=names
    )


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
