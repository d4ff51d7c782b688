"""Knows how a wide table of people by town and age becomes records, sheet by sheet and row by row.

Knows no format by name; what totals and contradictions mean is known in `_register_rows`.

Fields of a record (no geometry; towns are joined to boundaries later):
    town, ward          as written; ward None where the table tells none
    counts              {(sex t, m or f, from age, to age or None): people}; 0 for `-`, None where hidden
                        (`x`, `*`, 秘匿); a missing figure has no bracket. Groups that finer brackets add up
                        to (0–14, 15–64, 65 and over, 75 and over, everybody) are there too.
    households          int or None
    municipality_code   six digits or None; a ward's code becomes its city's
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importers._faults import leave_out, refuse
from importers._people.ages import Bracket, is_missing, plain, read_figure
from importers._people.register_layout import SEXES
from importers._people.register_rows import Entry, records_of
from importers._people.register_sheets import Sheet, Wanted, chosen_sheets, find_sheets, is_ward, sheet_notes
from importers._record import Delivery, Problem, Record
from importers._tables import codes as _codes


@dataclass(slots=True)
class _Place:
    """What carries over from row to row where cells are merged or a heading names the ward."""

    ward: str | None = None
    town: str = ""


def read_people(delivery: Delivery, wanted: Wanted, *, titles: str) -> Iterator[Record | Problem]:
    """Towns with their people, after the notes on the table.

    Raises FormatError IMP-180 (no such table; `titles` names its columns) and those of `_register_sheets`
    and `_register_rows`.
    """
    sheets = find_sheets(delivery, wanted)
    if not sheets:
        message = "町丁別・年齢別の人口の表ではありません（町丁の列と、65歳以上までの年齢の列が要ります）。"
        remedy = f"{titles}のある表を選んでください。年齢のない表は使えません。"
        raise refuse("IMP-180", message, remedy, file=delivery.name)
    chosen = chosen_sheets(sheets, delivery)
    entries: list[Entry] = []
    for sheet in chosen:
        yield from sheet_notes(sheet, others=len(sheets) - len(chosen))
        read = list(_entries(sheet))
        yield from (item for item in read if isinstance(item, Problem))
        entries += [item for item in read if isinstance(item, Entry)]
    yield from records_of(entries, file=sheets[0].file, choices=delivery.choices)


def _entries(sheet: Sheet) -> Iterator[Entry | Problem]:
    """The rows of figures; a row that only names a ward is the heading of those below it."""
    place = _Place(sheet.name.strip() if is_ward(sheet.name) else None)
    sheet_sex = SEXES.get(plain(sheet.name), "t")
    for line, cells in sheet.body:
        words = [cell.strip() for cell in cells if cell.strip()]
        if len(words) == 1 and is_ward(words[0]):
            place.ward, place.town = words[0], ""
            continue
        entry = _entry(sheet, line, cells, sex=SEXES.get(plain(sheet.cell(cells, "sex")), sheet_sex))
        if isinstance(entry, Entry):
            _carry(sheet, cells, entry, place)
        if entry is not None:
            yield entry


def _carry(sheet: Sheet, cells: Sequence[str], entry: Entry, place: _Place) -> None:
    """Fills in the ward and the town that merged cells leave blank under their first row."""
    ward = sheet.cell(cells, "ward")
    if ward and ward != place.ward:
        place.ward, place.town = ward, ""
    town = sheet.cell(cells, "town")
    if town or "sex" not in sheet.layout.labels:
        block = sheet.cell(cells, "block")
        place.town = town + (f"{block}丁目" if town and block.isdecimal() else block)
    entry.ward, entry.town = place.ward, place.town


def _entry(sheet: Sheet, line: int, cells: Sequence[str], *, sex: str) -> Entry | Problem | None:
    """The figures of a row; None for a row without any (a footnote, the header once more)."""
    entry = Entry(line, day=sheet.day(cells), code=_code(sheet, cells), households=_households(sheet, cells))
    wrong, told = [], False
    for at, (own_sex, ages) in sheet.layout.figures.items():
        cell = cells[at] if at < len(cells) else ""
        told = told or bool(cell.strip())
        bracket: Bracket = (own_sex or sex, *ages)
        try:
            _put(entry, bracket, cell)
        except ValueError:
            wrong.append(cell.strip())
    if wrong and entry.counts:
        message = "人数の欄に、数でも秘匿の印でもない値があるか、列が足りません。"
        remedy = "元の表でこの行の値を確かめてください。負の数や小数は人数として使えません。"
        return leave_out("VAL-302", message, remedy, file=sheet.file, line=line, value="、".join(wrong[:3]))
    return entry if told and not wrong else None


def _put(entry: Entry, bracket: Bracket, cell: str) -> None:
    if not is_missing(cell):
        entry.counts[bracket] = read_figure(cell)
    elif cell.strip():
        entry.untold = True
    else:
        entry.blank.add(bracket)


def _households(sheet: Sheet, cells: Sequence[str]) -> int | None:
    cell = sheet.cell(cells, "households")
    try:
        return None if is_missing(cell) else read_figure(cell)
    except ValueError:
        return None


def _code(sheet: Sheet, cells: Sequence[str]) -> str | None:
    cell = sheet.cell(cells, "code")
    try:
        code = _codes.municipality_code(cell) if cell else None
    except ValueError:
        return None
    return _codes.city_of_ward(code) if code else None
