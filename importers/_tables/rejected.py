"""Knows how rows that were left out become a file that can be mended and handed in again.

Knows no format: which rows, and why, the caller says. A table becomes a CSV that Japanese Excel opens, with
the header and a last column 取り込めなかった理由; a GeoJSON stays one. Readers take the column and the
apostrophes before would-be formulas off again (`_mended`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from importers._files.parts import Part, parts
from importers._maps.geojson import JSON_SUFFIXES, read_json
from importers._people.register_layout import find_layout
from importers._record import Delivery, File, FormatError
from importers._tables.grid import Grid, grids, is_table
from importers._tables.likely_header import likely_header
from importers._tables.mended import REASON, Line, escaped

_ENDING = "_取り込めなかった行"


def rejected(
    delivery: Delivery, lines: Mapping[str, Collection[int]] | Collection[int], reasons: Mapping[int, str]
) -> File | None:
    """The rows on these lines (by file, where there are several) with why they were left out, as a file.

    Lines count as in `Record.line`. None where no such file can be made: shapefiles, GeoPackages, KML,
    workbooks whose sheets are read together, rows in several files, or lines that aren't there.
    """
    with suppress(FormatError, ValueError, RecursionError):
        found = _piece(delivery, lines)
        if found is None:
            return None
        part, wanted = found
        stem = part.name.rpartition(".")[0] or part.name
        if is_table(part):
            data = _table(part, delivery, wanted, reasons)
            return File(f"{stem}{_ENDING}.csv", data) if data else None
        data = _json(part, wanted, reasons)
        return File(f"{stem}{_ENDING}.{part.suffix}", data) if data else None
    return None


def _piece(
    delivery: Delivery, lines: Mapping[str, Collection[int]] | Collection[int]
) -> tuple[Part, frozenset[int]] | None:
    """The one piece that the lines can be of, and the lines."""
    pieces = parts(delivery)
    if isinstance(lines, Mapping):
        given = {name: wanted for name, wanted in lines.items() if wanted}
        if len(given) != 1:
            return None
        name, wanted = next(iter(given.items()))
        pieces = [part for part in pieces if part.file == name]
    else:
        wanted = lines
    tables = [part for part in pieces if is_table(part)]
    found = tables or [part for part in pieces if part.suffix in JSON_SUFFIXES]
    return (found[0], frozenset(wanted)) if len(found) == 1 and wanted else None


# Tables


def _table(part: Part, delivery: Delivery, lines: frozenset[int], reasons: Mapping[int, str]) -> bytes | None:
    said = {delivery.choices.get("table"), delivery.choices.get("sheet")} - {None}
    sheets = [(grid, list(grid.rows)) for grid in grids(part, by_row=True)]
    if said and any(grid.name in said for grid, _ in sheets):
        sheets = [(grid, rows) for grid, rows in sheets if grid.name in said]
    headed = [
        (grid, rows, head) for grid, rows in sheets if (head := likely_header(rows, alone=len(sheets) == 1))
    ]
    if len(headed) > 1 and any(find_layout(rows) for _, rows, _ in headed):
        return None
    for grid, rows, head in headed:
        kept = sorted((line, cells) for line, cells in _all(grid, rows, head) if line in lines)
        if kept:
            return _csv(head, kept, reasons)
    return None


def _all(grid: Grid, rows: Sequence[Line], head: Sequence[Line]) -> list[Line]:
    """The rows below the header, those that couldn't be divided too."""
    last = head[-1][0]
    spoilt = [(item.problem.line or 0, item.cells) for item in grid.spoilt]
    return [(line, cells) for line, cells in (*rows, *spoilt) if line > last]


def _csv(head: Sequence[Line], rows: Sequence[Line], reasons: Mapping[int, str]) -> bytes:
    """UTF-8 with its mark and CRLF. Reasons stand behind the widest row, so that no cell gets under them."""
    width = max(len(cells) for _, cells in (*head, *rows))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for _, cells in head[:-1]:
        writer.writerow(map(escaped, cells))
    writer.writerow([*map(escaped, _padded(head[-1][1], width)), REASON])
    for line, cells in rows:
        writer.writerow(map(escaped, [*_padded(cells, width), reasons.get(line, "")]))
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


# JSON


def _json(part: Part, lines: frozenset[int], reasons: Mapping[int, str]) -> bytes | None:
    """A FeatureCollection (or a list) with these members only, each with its reason."""
    document = read_json(part)
    members = document.get("features") if isinstance(document, dict) else document
    if not isinstance(members, list):
        return None
    kept = [
        _with_reason(members[line - 1], reasons.get(line)) for line in sorted(lines) if line <= len(members)
    ]
    if not kept:
        return None
    made = {**document, "features": kept} if isinstance(document, dict) else kept
    text = json.dumps(made, ensure_ascii=False, indent=1)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half a character, written as \ud800: it stays written so.
        return json.dumps(made, indent=1).encode()


def _with_reason(member: Any, reason: str | None) -> Any:
    """Beside the properties of a feature, not among them: readers look for attributes there."""
    return {**member, REASON: reason} if isinstance(member, dict) and reason else member
