"""Knows the census tables by 地域メッシュ of e-Stat 統計GIS: people by sex and age, hidden cells.

Knows nothing of the analysis that joins hidden cells to their neighbours.

Fields of a record (geometry: the cell as a rectangle in degrees, srid 6668):
    mesh_code     8 digits (1 km), 9 (500 m), 10 (250 m) or 11 (125 m)
    counts        {(sex 't' | 'm' | 'f', from age, to age or None): people}; None is hidden (`*`), never 0.
                  (t, 0, None) holds people of unknown age too. A hidden cell still tells its own total:
                  only its ages are inside the cell `joined_into`, whose ages in turn count both.
    households    世帯総数, None where hidden
    disposition   HTKSYORI: 0 as it is, 1 holds the ages of others, 2 hidden
    joined_into   the cell that holds this hidden cell's ages (HTKSAKI; else the one whose GASSAN names it)
    joins         the hidden cells whose ages are in this one (GASSAN), a tuple

What a column means is read from the second header row. Meshes are defined on degrees alike for JGD2000 and
JGD2011, so the older tables get the same rectangles (the two differ by some metres at most).
Source: e-Stat 統計GIS, 国勢調査, 4次メッシュ etc.: https://www.e-stat.go.jp/gis/statmap-search?type=1
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from importers._faults import leave_out, note, refuse
from importers._files.parts import Part, parts
from importers._people.census import (
    DISPOSITIONS,
    CensusRow,
    CensusTable,
    census_day,
    peek_table_id,
    read_census,
)
from importers._people.mesh import mesh_polygon
from importers._record import Delivery, Format, FormatError, Problem, Record

SRID = 6668
#: Table number → census year. 2015: 1 km, 500 m, 250 m. 2020: the same on JGD2000, on JGD2011, 125 m on both,
#: and 500 m on JGD2011 by five years of age.
TABLES = {"T000846": 2015, "T000847": 2015, "T000876": 2015} | dict.fromkeys(
    ("T001100", "T001101", "T001102", "T001140", "T001141", "T001142", "T001225", "T001231", "T001192"), 2020
)
_CELL_DIGITS = (8, 9, 10, 11)


def _texts(delivery: Delivery) -> list[Part]:
    return [part for part in parts(delivery) if part.suffix in ("txt", "csv")]


def _recognises(delivery: Delivery) -> bool:
    try:
        found = _texts(delivery)
        return bool(found) and all(_is_mesh_text(part) for part in found)
    except (FormatError, ValueError, OSError):
        return False


def _is_mesh_text(part: Part) -> bool:
    first = part.head().split(b"\n")[0]
    return peek_table_id(part) is not None and b"HTKSYORI" in first and b"HYOSYO" not in first


def _as_of(delivery: Delivery) -> date | None:
    try:
        days = {census_day(TABLES, peek_table_id(part) or "") for part in _texts(delivery)}
    except FormatError:
        return None
    return days.pop() if len(days) == 1 else None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    found = _texts(delivery)
    if not found:
        raise refuse(
            "IMP-124",
            "メッシュの表（.txt）が入っていません。",
            "e-Statの表のZIPを選んでください。",
            file=delivery.name,
        )
    tables = [read_census(part) for part in found]
    _check_tables(tables, delivery)
    rows = [(table.file, row) for table in tables for row in table.rows()]
    read = [row for _, row in rows if isinstance(row, CensusRow)]
    codes = Counter(row.cells.get("KEY_CODE", "") for row in read)
    takers = {part: row.cells.get("KEY_CODE", "") for row in read for part in _joins(row)}
    for file, row in rows:
        yield from [row] if isinstance(row, Problem) else _record(row, file, codes, takers)


def _check_tables(tables: list[CensusTable], delivery: Delivery) -> None:
    ids = sorted({table.table_id for table in tables})
    unknown = [table_id for table_id in ids if table_id not in TABLES]
    if unknown:
        known = "、".join(f"{table_id}（{year}年）" for table_id, year in TABLES.items())
        raise refuse(
            "IMP-160",
            "調査年の分からない統計表です。",
            f"使える統計表は {known} です。",
            file=delivery.name,
            value="、".join(unknown),
        )
    if len(ids) > 1:
        remedy = "同じ統計表のファイルだけをまとめて取り込んでください。"
        raise refuse(
            "IMP-162", "異なる統計表が混ざっています。", remedy, file=delivery.name, value="、".join(ids)
        )


def _joins(row: CensusRow) -> tuple[str, ...]:
    return tuple(filter(None, row.cells.get("GASSAN", "").split(";")))


def _record(
    row: CensusRow, file: str, codes: Counter[str], takers: Mapping[str, str]
) -> Iterator[Record | Problem]:
    code = row.cells.get("KEY_CODE", "")
    wrong = _fault(row, code, codes)
    if wrong:
        yield wrong.at(file=file, line=row.line)
        return
    fields = _fields(row, code, takers)
    target = fields["joined_into"]
    if target is not None and target not in codes:
        message = "秘匿された人口の合算先のメッシュが、このファイルにありません。"
        remedy = "隣の1次メッシュのファイルも一緒に取り込むと、年齢別の人口がそろいます。"
        yield note("JOIN-304", message, remedy, file=file, line=row.line, value=f"{code} → {target}")
    yield Record(file, row.line, fields, mesh_polygon(code), SRID)


def _fault(row: CensusRow, code: str, codes: Counter[str]) -> Problem | None:
    again = "配布元からもう一度ダウンロードしてください。"
    try:
        mesh_polygon(code)
    except ValueError:
        return leave_out("GEO-212", "メッシュコードではありません。", again, value=code)
    if len(code) not in _CELL_DIGITS:
        return leave_out("GEO-212", "1kmより大きいメッシュは使えません。", again, value=code)
    if codes[code] > 1:
        return leave_out("VAL-305", "同じメッシュコードの行が二つ以上あります。", again, value=code)
    if row.cells.get("HTKSYORI") not in DISPOSITIONS:
        return leave_out(
            "VAL-303", "秘匿処理の区分（HTKSYORI）が読めません。", again, value=row.cells.get("HTKSYORI")
        )
    return None


def _fields(row: CensusRow, code: str, takers: Mapping[str, str]) -> dict[str, Any]:
    disposition = int(row.cells["HTKSYORI"])
    return {
        "mesh_code": code,
        "counts": row.counts,
        "households": row.households,
        "disposition": disposition,
        "joined_into": row.cells.get("HTKSAKI") or (takers.get(code) if disposition == 2 else None),
        "joins": _joins(row),
    }


FORMAT = Format(
    key="estat_mesh",
    title="国勢調査 地域メッシュ統計（e-Stat）",
    extensions=("zip", "txt", "csv"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
)
