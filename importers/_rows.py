"""Knows how rows of a list of places become records: fields read one by one, coordinates checked, notes kept.

Knows no format by name: the caller hands in the function that reads its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Any, TypeVar

from shapely import Point

from importers import _codes, _values
from importers._faults import leave_out, note
from importers._place import Place, read_place, refuse_swapped
from importers._record import Problem, Record
from importers._table import Row

SRID = 6668
_T = TypeVar("_T")


@dataclass(slots=True)
class Cells:
    """The cells of one row, read by title; what can't be read becomes a note and None."""

    row: Row
    notes: list[Problem] = field(default_factory=list)

    def text(self, *titles: str) -> str | None:
        """The first of these cells that isn't blank."""
        return next((self.row.cells[title] for title in titles if title in self.row.cells), None)

    def code(self, *titles: str) -> str | None:
        """A municipality code as six digits."""
        return self._read(titles, _codes.municipality_code, "市区町村コードとして読めません。")

    def count(self, *titles: str) -> int | None:
        """A whole number, not negative."""
        return self._read(titles, _values.parse_count, "0以上の整数として読めません。")

    def time(self, *titles: str) -> time | None:
        return self._read(titles, _values.parse_time, "時刻として読めません。")

    def weekdays(self, *titles: str) -> tuple[int, ...]:
        """Weekdays 0 (Monday) to 6; empty where nothing is known."""
        return self._read(titles, _values.parse_weekdays, "曜日として読めません。") or ()

    def phone(self, *titles: str) -> str | None:
        return self._read(titles, _values.clean_phone, "電話番号として読めません。")

    def _read(self, titles: tuple[str, ...], parse: Callable[[str], _T], message: str) -> _T | None:
        title = next((title for title in titles if title in self.row.cells), None)
        if title is None:
            return None
        try:
            return parse(self.row.cells[title])
        except ValueError:
            self.notes.append(_unread(title, self.row.cells[title], message))
            return None


def _unread(title: str, value: str, message: str) -> Problem:
    remedy = "この項目は空欄として取り込みます。元の表の値を直してください。"
    return note("VAL-301", message, remedy, field=title, value=value)


#: Reads the fields of a row; 'name' None leaves the row out when a name is needed.
ReadFields = Callable[[Cells], dict[str, Any]]


def place_records(
    rows: Iterable[Row], read_fields: ReadFields, *, file: str, lonlat: tuple[str, str], named: bool = True
) -> Iterator[Record | Problem]:
    """A record per row with `lon`, `lat` and a point (degrees, 6668) or None, its notes before it.

    `lonlat` are the titles of the two columns. Raises FormatError GEO-205 when most places are swapped.
    """
    placed = [(row, read_place(row.cells.get(lonlat[0]), row.cells.get(lonlat[1]))) for row in rows]
    wrong = refuse_swapped(
        sum(place.swapped for _, place in placed), sum(place.given for _, place in placed), file=file
    )
    if wrong:
        raise wrong
    for row, place in placed:
        yield from _place_record(row, place, read_fields, file=file, named=named)


def _place_record(
    row: Row, place: Place, read_fields: ReadFields, *, file: str, named: bool
) -> Iterator[Record | Problem]:
    cells = Cells(row)
    fields = read_fields(cells) | {"lon": place.lon, "lat": place.lat}
    if named and fields["name"] is None:
        yield leave_out(
            "VAL-304", "名称が空欄です。", "名称を入れて取り込み直してください。", file=file, line=row.line
        )
        return
    notes = cells.notes + ([place.problem] if place.problem else [])
    yield from (problem.at(file=file, line=row.line) for problem in notes)
    point = Point(place.lon, place.lat) if place.lon is not None and place.lat is not None else None
    yield Record(file, row.line, fields, point, SRID if point else None)
