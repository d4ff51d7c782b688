"""Knows how rows of a list of places become records: fields read one by one, coordinates checked, notes kept.

Knows no format by name: the caller hands in the function that reads its fields. What is odd about the list as
a whole is found in `_list_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, TypeVar

from shapely import Point

from importers._faults import leave_out, note
from importers._maps.place import Place, read_place, refuse_swapped
from importers._record import Problem, Record
from importers._tables import codes as _codes
from importers._tables import dates as _dates
from importers._tables import values as _values
from importers._tables.cells import as_dict
from importers._tables.list_checks import Checks, aside, too_long
from importers._tables.table import Row

SRID = 6668
_T = TypeVar("_T")


@dataclass(slots=True)
class Cells:
    """The cells of one row, read by title; what can't be read becomes a note and None.

    `used`: the titles whose text was asked for.
    """

    row: Row
    notes: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def text(self, *titles: str) -> str | None:
        """The first of these cells that isn't blank."""
        cells = self.row.cells
        for title in titles:
            if title in cells:
                self.used.add(title)
                return cells[title]
        return None

    def code(self, *titles: str) -> str | None:
        """A municipality code as six digits."""
        return self._read(titles, _codes.municipality_code, "市区町村コードとして読めません。")

    def count(self, *titles: str) -> int | None:
        """A whole number, not negative."""
        return self._read(titles, _values.parse_count, "0以上の整数として読めません。")

    def year(self, *titles: str) -> int | None:
        """A western year of modern times."""
        return self._read(titles, _values.parse_year, "西暦の年として読めません。")

    def time(self, *titles: str) -> time | None:
        return self._read(titles, _values.parse_time, "時刻として読めません。")

    def day(self, *titles: str) -> date | None:
        """A day, in Japanese or Western years; a spreadsheet's number is taken and told (IMP-193)."""
        title = next((title for title in titles if title in self.row.cells), "")
        try:
            found = _dates.parse_serial(self.row.cells.get(title, ""), since=self.row.serials)
        except ValueError:
            return self._read(titles, _dates.parse_day, "日付として読めません。")
        self.notes.append(_numbered(title, self.row.cells[title], found))
        return found

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


def _numbered(title: str, value: str, day: date) -> Problem:
    message = f"日付が表計算ソフトの番号です。{day.year}年{day.month}月{day.day}日として取り込みます。"
    remedy = "違うときは、元の表で日付の形にして保存し直してください。"
    return note("IMP-193", message, remedy, field=title, value=value)


#: Reads the fields of a row; 'name' None leaves the row out when a name is needed.
ReadFields = Callable[[Cells], dict[str, Any]]


def place_records(
    rows: Iterable[Row], read_fields: ReadFields, *, file: str, lonlat: tuple[str, str], named: bool = True
) -> Iterator[Record | Problem]:
    """A record per row with `lon`, `lat` and a point (degrees, 6668) or None, its notes before it.

    `lonlat` are the titles of the two columns. Rows of totals and notes, and rows that stand twice, are left
    out. What is odd about the whole comes last. Raises FormatError GEO-205 when most places are swapped.
    """
    placed = [(row, read_place(row.cells.get(lonlat[0]), row.cells.get(lonlat[1]))) for row in rows]
    wrong = refuse_swapped(
        sum(place.swapped for _, place in placed), sum(place.given for _, place in placed), file=file
    )
    if wrong:
        raise wrong
    checks = Checks(file)

    def again(other: Row) -> dict[str, Any]:
        return read_fields(Cells(other))

    for row, place in placed:
        cells = Cells(Row(row.line, as_dict(row.cells), row.serials), used=checks.used)
        fields = read_fields(cells)
        left_out = (_aside(cells.row.cells, fields) if named else None) or too_long(fields)
        left_out = left_out or checks.twin(row, cells.row.cells, fields, again)
        if left_out:
            yield left_out.at(file=file, line=row.line)
            continue
        yield from (problem.at(file=file, line=row.line) for problem in cells.notes)
        if place.problem:
            yield place.problem.at(file=file, line=row.line)
        yield _record(row, place, fields, file)
    yield from checks.told(row for row, _ in placed)


def _aside(cells: Mapping[str, str], fields: Mapping[str, Any]) -> Problem | None:
    """Why a row is no place: totals, notes, no name; None where it is one."""
    found = aside(cells, fields["name"])
    if found or fields["name"] is not None:
        return found
    return leave_out("VAL-304", "名称が空欄です。", "名称を入れて取り込み直してください。")


def _record(row: Row, place: Place, fields: dict[str, Any], file: str) -> Record:
    point = Point(place.lon, place.lat) if place.lon is not None and place.lat is not None else None
    fields |= {"lon": place.lon, "lat": place.lat}
    return Record(file, row.line, fields, point, SRID if point else None)
