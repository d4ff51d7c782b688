"""Knows the census by 小地域（町丁・字等）: a boundary and an age table of e-Stat, joined by KEY_CODE.

Knows nothing of the analysis that joins hidden areas to their neighbours.

Fields of a record (line: of the table; geometry: the area, its pieces joined, in the boundary's CRS):
    key_code      9 digits (町・字) or 11 (丁目)
    name          町丁・字 name
    city_name     such as 大阪市都島区
    counts        {(sex 't' | 'm' | 'f', from age, to age or None): people}; `-` is 0, hidden (`X`) is None.
                  (t, 0, None) holds people of unknown age too.
    households    None unless the table tells them
    disposition   HTKSYORI: 0 as it is, 1 holds the people of others too, 2 hidden
    joined_into   key of the area that holds this hidden area's people (HTKSAKI), or None
    joins         keys of the hidden areas whose people are in this one (GASSAN), a tuple

Four levels (HYOSYO 1–4) stand in one table. Used are 2 and 4, which have no parts of their own, and those of
level 3 that took in the people of their hidden 丁目 (their area is the 丁目 together): so nobody is counted
twice and nobody is lost. Only the municipalities of the boundary are read; pieces of one key (KIGO_E E1, E2)
are joined; water areas (HCODE 8154) are left aside. Rows and areas without the other are listed (JOIN-302,
JOIN-303), and where fewer than 95 % of the rows fit, a person is asked (JOIN-307).
Source: e-Stat 統計GIS, 国勢調査 小地域（町丁・字等）: https://www.e-stat.go.jp/gis/statmap-search?type=1
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from importers._faults import leave_out, note, refuse
from importers._files.parts import Part, parts
from importers._maps.vector import look
from importers._people.census import (
    DISPOSITIONS,
    CensusRow,
    CensusTable,
    census_day,
    peek_table_id,
    read_census,
)
from importers._people.small_area import join_notes, joined_geometry
from importers._people.town_boundary import Boundary, read_boundary
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._tables.codes import key_code

#: Table number (男女別・年齢5歳階級別人口) → census year.
TABLES = {"T000849": 2015, "T001082": 2020}
_LEAVES = ("2", "4")


def _tables(delivery: Delivery) -> list[Part]:
    found = [part for part in parts(delivery) if part.suffix in ("txt", "csv")]
    return [part for part in found if peek_table_id(part) and b"HYOSYO" in part.head(2000)]


def _recognises(delivery: Delivery) -> bool:
    """True for a boundary, a table or both: half a delivery is refused in words by `read`."""
    try:
        tables = _tables(delivery)
    except FormatError:
        return False
    seen = look(delivery)
    if seen is None:
        return len(tables) == 1
    return seen.areal and "KEY_CODE" in seen.keys and bool({"S_NAME", "S_AREA"} & seen.keys)


def _as_of(delivery: Delivery) -> date | None:
    try:
        tables = _tables(delivery)
    except FormatError:
        return None
    return census_day(TABLES, peek_table_id(tables[0]) or "") if len(tables) == 1 else None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = _the_table(delivery)
    boundary = read_boundary(delivery)
    yield from boundary.problems
    if table.table_id not in TABLES:
        remedy = f"調査年を確かめてください。知られている統計表は{'、'.join(TABLES)}です。"
        yield note("IMP-160", "調査年の分からない統計表です。", remedy, file=table.file, value=table.table_id)
    read = [
        row
        for row in _with_zeros(list(table.rows()))
        if isinstance(row, Problem) or row.cells["KEY_CODE"][:5] in boundary.cities
    ]
    yield from (row for row in read if isinstance(row, Problem))
    rows = [row for row in read if isinstance(row, CensusRow)]
    yield from _twice(rows, table.file)
    leaves = [row for row in rows if _is_leaf(row)]
    records = [record for row in leaves if (record := _record(row, table.file, boundary)) is not None]
    yield from join_notes(
        table,
        boundary,
        rows=rows,
        leaves=leaves,
        records=records,
        year=TABLES.get(table.table_id),
        choices=delivery.choices,
    )
    yield from records


def _with_zeros(items: list[CensusRow | Problem]) -> list[CensusRow | Problem]:
    """The rows with the leading zeros of their keys, which a spreadsheet takes away."""
    keys = frozenset(_key(item) for item in items if isinstance(item, CensusRow))

    def whole(row: CensusRow) -> CensusRow:
        key = _key(row)
        parts = {
            title: ";".join(_part(key[:5], part, keys) for part in row.cells[title].split(";") if part)
            for title in ("HTKSAKI", "GASSAN")
            if title in row.cells
        }
        return replace(row, cells={**row.cells, **parts, "KEY_CODE": key})

    return [whole(item) if isinstance(item, CensusRow) else item for item in items]


def _key(row: CensusRow) -> str:
    try:
        return key_code(row.cells["KEY_CODE"])
    except ValueError:
        return row.cells["KEY_CODE"]


def _part(city: str, part: str, keys: frozenset[str]) -> str:
    """The four or six digits of a key behind those of its municipality."""
    return next((whole for width in (4, 6) if city + (whole := part.zfill(width)) in keys), part)


def _twice(rows: list[CensusRow], file: str) -> Iterator[Problem]:
    """A key that two rows of one level have."""
    seen: set[tuple[str, str | None]] = set()
    for row in rows:
        key = (row.cells["KEY_CODE"], row.cells.get("HYOSYO"))
        if key in seen:
            message = "同じKEY_CODEの行が二つ以上あります。"
            remedy = "配布元からもう一度ダウンロードしてください。"
            yield leave_out("VAL-305", message, remedy, file=file, line=row.line, value=key[0])
        seen.add(key)


def _the_table(delivery: Delivery) -> CensusTable:
    found = _tables(delivery)
    if not found:
        remedy = "e-Statの小地域の表（男女別・年齢5歳階級別人口）を、境界と一緒に選んでください。"
        raise refuse("IMP-163", "人口の表が入っていません。", remedy, file=delivery.name)
    if len(found) > 1:
        raise refuse(
            "IMP-106", "人口の表が二つ以上あります。", "表を一つだけ選んでください。", file=delivery.name
        )
    return read_census(found[0])


def _is_leaf(row: CensusRow) -> bool:
    level = row.cells.get("HYOSYO")
    return level in _LEAVES or (level == "3" and row.cells.get("HTKSYORI") == "1")


def _record(row: CensusRow, file: str, boundary: Boundary) -> Record | None:
    fields = _fields(row)
    geometry = joined_geometry(
        boundary, fields["key_code"], fields["joins"], whole=row.cells["HYOSYO"] == "3"
    )
    return Record(file, row.line, fields, geometry, boundary.srid) if geometry is not None else None


def _fields(row: CensusRow) -> dict[str, Any]:
    key, target = row.cells["KEY_CODE"], row.cells.get("HTKSAKI")
    disposition = row.cells.get("HTKSYORI") or "0"
    return {
        "key_code": key,
        "name": row.cells.get("NAME") or None,
        "city_name": row.cells.get("CITYNAME") or None,
        "counts": row.counts,
        "households": row.households,
        "disposition": int(disposition) if disposition in DISPOSITIONS else 0,
        # The table names targets within the municipality only: its five digits go before them.
        "joined_into": key[:5] + target if target else None,
        "joins": tuple(key[:5] + part for part in row.cells.get("GASSAN", "").split(";") if part),
    }


FORMAT = Format(
    key="estat_small_area",
    title="国勢調査 小地域（町丁・字等）の境界と年齢別人口（e-Stat）",
    extensions=("zip", "shp", "geojson", "json", "csv", "txt"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
    together=True,
)
