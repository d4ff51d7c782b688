"""Knows how the one piece of a delivery that holds OpenStreetMap is found, and what it holds at a glance.

Knows no tag by name and reads no element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from importers._faults import refuse
from importers._files.parts import Part, parts, refuse_kind
from importers._osm import blocks as _osm_blocks
from importers._osm import json as _osm_json
from importers._osm import xml as _osm_xml
from importers._osm.tags import Pairs
from importers._record import Delivery, Format, FormatError, Problem, Record

Test = Callable[[Part], bool]
#: Reads a piece, given what a person has answered.
ReadPiece = Callable[[Part, Mapping[str, str]], Iterator[Record | Problem]]
_HEADER_BYTES = 100_000
#: How a tag stands in GeoJSON and Overpass JSON, and in XML.
_IN_TEXT = rb"""("%s"\s*:\s*"%s")|(k=["']%s["']\s+v=["']%s["'])"""


def is_pbf(part: Part) -> bool:
    """Whether a piece begins as .osm.pbf. May raise FormatError."""
    return _osm_blocks.is_pbf(part.head(64))


def one_piece(key: str, title: str, extensions: tuple[str, ...], test: Test, *, read: ReadPiece) -> Format:
    """The format of deliveries in which exactly one piece passes the test, and that piece is read."""

    def read_piece(delivery: Delivery) -> Iterator[Record | Problem]:
        yield from read(the_piece(delivery, test, wanted=title), delivery.choices)

    return Format(
        key=key,
        title=title,
        extensions=extensions,
        recognises=lambda delivery: len(_passing(delivery, test)) == 1,
        read=read_piece,
        as_of=lambda delivery: next(map(_day, _passing(delivery, test)), None),
    )


def the_piece(delivery: Delivery, test: Test, *, wanted: str) -> Part:
    """The one piece to be read. Raises FormatError IMP-141 (none), IMP-106 (several) and those of `parts`."""
    found = [part for part in parts(delivery) if test(part)]
    if len(found) == 1:
        return found[0]
    if found:
        message = f"{wanted}が{len(found)}個あります。"
        raise refuse("IMP-106", message, "一つずつ取り込んでください。", file=delivery.name)
    told = (refuse_kind(part.head(2000), part.file, wanted=wanted) for part in parts(delivery))
    remedy = f"{wanted}を選んでください。"
    plain = refuse("IMP-141", f"{wanted}ではありません。", remedy, file=delivery.name)
    raise next(filter(None, told), plain)


def holds_tag(delivery: Delivery, pairs: Pairs) -> bool:
    """Whether a delivery seems to hold an element with one of these tags; cheap, and never raises.

    In a .osm.pbf the words of a block are looked at, so that a block may seem to hold what it doesn't.
    """
    try:
        return any(piece_holds(part, pairs) for part in parts(delivery))
    except FormatError:
        return False


def piece_holds(part: Part, pairs: Pairs) -> bool:
    """The same for one piece. May raise FormatError."""
    words = [(key.encode(), value.encode()) for key, value in pairs]
    if is_pbf(part):
        return _osm_blocks.holds(part.read(), *words)
    data = part.read()
    if part.suffix == "dbf":
        return any(key in data[:8000] and value in data for key, value in words)
    tags = [_IN_TEXT % tuple(map(re.escape, (key, value, key, value))) for key, value in words]
    return re.search(b"|".join(tags), data) is not None


def _passing(delivery: Delivery, test: Test) -> list[Part]:
    try:
        return [part for part in parts(delivery) if test(part)]
    except FormatError:
        return []


def _day(part: Part) -> date | None:
    """The day of the map, where a piece tells it."""
    try:
        if is_pbf(part):
            return _osm_blocks.day_of(part.head(_HEADER_BYTES))
        return _osm_json.day_of(part) or _osm_xml.day_of(part)
    except FormatError:
        return None
