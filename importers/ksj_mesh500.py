"""Knows the projections of people by mesh of 国土数値情報 (メッシュ別将来推計人口), 1 km, 500 m and 250 m.

Knows nothing of the analysis that joins hidden cells to their neighbours.

Fields of a record, one for each cell and year (line: the feature's number; geometry: the cell's rectangle in
degrees, srid 6668):
    mesh_code     8, 9 or 10 digits
    year          2020 or 2025 … 2050. The edition R6 goes on to 2070 with the assumptions of 2050; those
                  years are left aside, and its year 2020 has no ages.
    counts        {(t, from age, to age or None): people}: everybody, 0–14, 15–64, 65, 75, 80 and over. Ages
                  of a hidden cell (HITOKU `*`) are None: they are inside the cell `joined_into` (GASSAN).
    joined_into   the cell that holds this hidden cell's ages that year, or None
    disposition   0 as it is, 1 holds the ages of others (`@`), 2 hidden

The editions H30 (census 2015) and R6 (census 2020) have the same attributes: PTN total without hiding, PTA
0–14, PTB 15–64, PTC 65 and over, PTD 75 and over, PTE 80 and over, each with the year. A cell on a border has
a row for each municipality or prefecture: they are added up. Fractions become whole people as `_whole_people`
says: a unit's groups add up to its total, and IMP-167 tells how much a year's sums differ from the file.
Source: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-mesh500r6.html (also mesh1000r6, mesh250r6,
mesh500h30, mesh1000h30)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from importers._faults import leave_out, note, refuse
from importers._files.zip import is_zip
from importers._maps.vector import Look, look, source_of
from importers._people.mesh import mesh_polygon
from importers._people.projected_cells import Cell, code_text, difference, whole_counts
from importers._record import Delivery, File, Format, Problem, Record

SRID = 6668
_LAST_YEAR = 2050
_CELL_DIGITS = (8, 9, 10)
_AGAIN = "配布元からもう一度ダウンロードしてください。"
#: File, number in the file, attributes.
_Row = tuple[str, int, Mapping[str, Any]]


def _files(delivery: Delivery) -> Iterator[Delivery]:
    """Every ZIP and GeoJSON by itself (a prefecture each); the loose files of a shapefile by their name."""
    sets: dict[str, list[File]] = {}
    for number, file in enumerate(delivery.files):
        alone = is_zip(file.data) or file.name.casefold().endswith("json")
        sets.setdefault(f"#{number}" if alone else file.name.rpartition(".")[0], []).append(file)
    return (Delivery(tuple(files), delivery.choices) for files in sets.values())


def _years(keys: frozenset[str], start: str) -> list[int]:
    found = (re.fullmatch(rf"{start}((?:19|20)\d\d)", key, re.ASCII) for key in keys)
    return sorted({int(match[1]) for match in found if match})


def _is_projection(seen: Look | None) -> bool:
    return seen is not None and {"MESH_ID", "SHICODE"} <= seen.keys and bool(_years(seen.keys, "PTC_"))


def _recognises(delivery: Delivery) -> bool:
    return all(_is_projection(look(each)) for each in _files(delivery))


def _as_of(delivery: Delivery) -> date | None:
    """1 October of the census that the projection starts from: the earliest year with a total."""
    seen = [look(each) for each in _files(delivery)]
    starts = {min(_years(each.keys, "PTN_"), default=0) if each else 0 for each in seen}
    return date(starts.pop(), 10, 1) if len(starts) == 1 and min(starts) else None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    rows = [row for each in _files(delivery) for row in _rows(each)]
    keys = frozenset(key for _, _, row in rows[:10] for key in row)
    years = [year for year in _years(keys, "PTC_") if year <= _LAST_YEAR]
    if not years or "MESH_ID" not in keys:
        message = "メッシュ別将来推計人口（国土数値情報）の列がありません。"
        remedy = "国土数値情報の500mメッシュ別将来推計人口などを選んでください。"
        raise refuse("IMP-165", message, remedy, file=delivery.name)
    good: list[_Row] = []
    for item in _checked(rows):
        if isinstance(item, Problem):
            yield item
        else:
            good.append(item)
    if len({len(code_text(row["MESH_ID"])) for _, _, row in good}) > 1:
        remedy = "同じ大きさのメッシュのファイルだけをまとめて取り込んでください。"
        raise refuse("IMP-162", "大きさの違うメッシュが混ざっています。", remedy, file=delivery.name)
    for year in years if good else ():
        yield from _year(good, year)


def _rows(delivery: Delivery) -> Iterator[_Row]:
    # Only the attributes: a mesh code tells its own rectangle better than any file does.
    source = source_of(delivery)
    for line, (row, _) in enumerate(source.rows, 1):
        if isinstance(row, dict):
            yield source.file, line, row


def _checked(rows: list[_Row]) -> Iterator[_Row | Problem]:
    seen: set[tuple[str, str]] = set()
    for file, line, row in rows:
        code, place = code_text(row.get("MESH_ID")), code_text(row.get("SHICODE"))
        if not _is_cell(code):
            message = "メッシュコードではありません。"
            yield leave_out("GEO-212", message, _AGAIN, file=file, line=line, value=code)
        elif (code, place) in seen:
            message = "同じメッシュコードの行が二つ以上あります。"
            yield leave_out("VAL-305", message, _AGAIN, file=file, line=line, value=f"{code} {place}")
        else:
            seen.add((code, place))
            yield file, line, row


def _is_cell(code: str) -> bool:
    try:
        mesh_polygon(code)
    except ValueError:
        return False
    return len(code) in _CELL_DIGITS


def _year(rows: list[_Row], year: int) -> Iterator[Record | Problem]:
    found: dict[str, Cell] = {}
    for file, line, row in rows:
        code = code_text(row["MESH_ID"])
        cell = found.setdefault(code, Cell(code, file, line))
        try:
            cell.add(row, year)
        except (KeyError, ValueError):
            message = "人数の欄に、数でない値があるか、列が足りません。"
            yield leave_out("VAL-302", message, _AGAIN, file=file, line=line, value=f"{code} {year}年")
    yield from _lost(found, year)
    cells = [found[code] for code in sorted(found)]
    counts = whole_counts(cells)
    yield _rounded(difference(cells, counts), year, file=cells[0].file)
    for cell in cells:
        fields = {
            "mesh_code": cell.code,
            "year": year,
            "counts": counts[cell.code],
            "joined_into": cell.target,
            "disposition": cell.disposition,
        }
        yield Record(cell.file, cell.line, fields, mesh_polygon(cell.code), SRID)


def _lost(cells: Mapping[str, Cell], year: int) -> Iterator[Problem]:
    lost = [cell for cell in cells.values() if cell.target and cell.target not in cells]
    if lost:
        message = f"{year}年の秘匿された人口{len(lost)}件の合算先のメッシュが、このファイルにありません。"
        remedy = "隣の都道府県のファイルも一緒に取り込むと、年齢別の人口がそろいます。"
        pairs = "、".join(f"{cell.code} → {cell.target}" for cell in lost[:5])
        yield note("JOIN-304", message, remedy, file=lost[0].file, line=lost[0].line, value=pairs)


def _rounded(difference: tuple[float, float], year: int, *, file: str) -> Problem:
    people, aged = difference
    message = f"{year}年の推計人口の端数を、合計が変わらないように整数にしました。"
    told = f"総数の差 {people:+.1f}人、65歳以上の差 {aged:+.1f}人"
    return note("IMP-167", message, "差がごく小さいことを確かめてください。", file=file, value=told)


FORMAT = Format(
    key="ksj_mesh500",
    title="国土数値情報 メッシュ別将来推計人口（1km・500m・250m）",
    extensions=("zip", "geojson", "shp"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
    together=True,
)
