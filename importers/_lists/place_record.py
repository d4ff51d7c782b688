"""Knows how the rows of a list become records: each field read under its column, each place checked.

Knows no file format. Which column says what was settled before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapely import Point

from importers._faults import leave_out, note
from importers._lists.place_columns import Columns
from importers._lists.place_fields import EXTRA
from importers._lists.place_hours import read_hours
from importers._lists.place_rows import Listed, Listing
from importers._lists.place_text import parse_position, parse_precision
from importers._lists.standard import day, web
from importers._maps.answers import answer
from importers._maps.place import Place, ask_swapped, read_place
from importers._record import Problem, Record
from importers._tables.list_checks import aside, too_long
from importers._tables.rows import Cells
from importers._tables.table import Row

SRID = 6668
#: What our own template writes into its example row, under 管理番号.
EXAMPLE = "見本"
_PLAIN = (
    "id", "name", "kana", "kind", "address", "address_more", "building", "organization", "email", "fee",
    "target", "description", "district", "access", "booking", "frequency", "formality", "note",
)  # fmt: skip
_FOOTNOTE = re.compile(r"[※*＊]|[(（]?注[)）:：\d]|合計|総計|以上$")


def records(listing: Listing, columns: Columns, choices: Mapping[str, str]) -> Iterator[Record | Problem]:
    """A record per row with a name, its notes before it; with the question GEO-205 where most are swapped."""
    places = [_place(row, columns) for row in listing.rows]
    turn, problems = _turned(places, choices, listing.file)
    yield from problems
    for row, place in zip(listing.rows, places, strict=True):
        turned = read_place(*reversed(_written(row, columns))) if turn and place.swapped else place
        yield from (
            item if isinstance(item, Record) else item.at(file=listing.file, line=row.line)
            for item in _record(listing.file, row, columns, turned)
        )


def placed(row: Listed, columns: Columns) -> tuple[float, float] | None:
    """Longitude and latitude of a row in degrees, None where they aren't known."""
    place = _place(row, columns)
    return None if place.lon is None or place.lat is None else (place.lon, place.lat)


def _written(row: Listed, columns: Columns) -> tuple[str | None, str | None]:
    """(longitude, latitude) as they are written in the row."""
    cells = Cells(Row(row.line, row.cells))
    pair = cells.text(*columns.of("lon")), cells.text(*columns.of("lat"))
    position = cells.text(*columns.of("position"))
    return pair if any(pair) or position is None else parse_position(position) or (position, position)


def _place(row: Listed, columns: Columns) -> Place:
    if row.point is not None:
        return Place(row.point.x, row.point.y, given=True)
    return read_place(*_written(row, columns))


def _turned(places: Sequence[Place], choices: Mapping[str, str], file: str) -> tuple[bool, list[Problem]]:
    """Whether swapped places are to be turned, and what is asked or told about that."""
    swapped, given = sum(place.swapped for place in places), sum(place.given for place in places)
    question = ask_swapped(swapped, given, file=file)
    said = answer(choices, question)
    if said is None:
        mostly = swapped * 2 > given
        return mostly, [question] if mostly else []
    if said == "no" or not swapped:
        return False, []
    message = f"人が選んだとおり、{swapped}件の緯度と経度を入れ替えて読みました。"
    return True, [note("GEO-217", message, "地図の位置が合っているか確かめてください。", file=file)]


def _record(file: str, row: Listed, columns: Columns, place: Place) -> Iterator[Record | Problem]:
    cells = Cells(Row(row.line, row.cells))
    fields = _fields(cells, columns) | {"lon": place.lon, "lat": place.lat}
    skipped = _skipped(row, fields)
    if skipped:
        yield skipped
        return
    yield from cells.notes
    if place.problem:
        yield place.problem
    point = Point(place.lon, place.lat) if place.lon is not None and place.lat is not None else None
    srid = (row.srid or SRID) if point else None
    yield Record(file, row.line, fields, point, srid)


def _skipped(row: Listed, fields: Mapping[str, Any]) -> Problem | None:
    name = fields["name"]
    if fields["id"] == EXAMPLE:
        return note(
            "MAP-509", "見本の行を読み飛ばしました。", "本物の場所なら、管理番号の「見本」を消してください。"
        )
    if name is None:
        return leave_out("VAL-304", "名称が空欄です。", "名称を入れて取り込み直してください。")
    if len(row.cells) == 1 and _FOOTNOTE.match(name):
        remedy = "場所の行なら、住所などほかの列も入れてください。"
        return leave_out(
            "MAP-508", "注記か合計の行のため、場所として取り込みませんでした。", remedy, value=name
        )
    return aside(row.cells, name) or too_long(fields)


def _fields(cells: Cells, columns: Columns) -> dict[str, Any]:
    fields: dict[str, Any] = {key: cells.text(*columns.of(key)) for key in _PLAIN}
    pieces = filter(None, (fields.pop("address_more"), fields["address"]))
    return fields | {
        "address": "".join(reversed(list(pieces))) or None,
        "precision": _precision(cells, columns),
        "phone": cells.phone(*columns.of("phone")),
        "fax": cells.phone(*columns.of("fax")),
        "url": web(cells, *columns.of("url")),
        "capacity": cells.count(*columns.of("capacity")),
        "assured_date": day(cells, *columns.of("assured_date")),
        "extra": _extra(cells, columns),
        **read_hours(cells, columns),
        **_municipality(cells, columns),
    }


def _extra(cells: Cells, columns: Columns) -> dict[str, str]:
    kept = (
        (key.removeprefix(EXTRA), title) for key, title in columns.titles.items() if key.startswith(EXTRA)
    )
    return {own: text for own, title in kept if (text := cells.text(title))}


def _municipality(cells: Cells, columns: Columns) -> dict[str, Any]:
    """Only where a column says it: a list without one is of the city that hands it in."""
    titles = columns.of("municipality_code")
    return {"municipality_code": cells.code(*titles)} if titles else {}


def _precision(cells: Cells, columns: Columns) -> str:
    """Unknown words hide the position: better a place too few on the map than somebody's home."""
    said = cells.text(*columns.of("precision"))
    try:
        return parse_precision(said) if said else "exact"
    except ValueError:
        remedy = "「正確な位置」「町丁目まで」「小学校区まで」「公開しない」のどれかにしてください。"
        message = "位置の精度が分からないため、位置を公開しない場所として取り込みます。"
        cells.notes.append(note("MAP-513", message, remedy, field=columns.titles["precision"], value=said))
        return "hidden"
