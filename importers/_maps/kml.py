"""Knows KML and KMZ files: which piece is the document, whether it can be read, what it only links to.

Knows no property by name. Links (NetworkLink, icons, schemas) are told and never followed; a document type or
an entity ends the reading.

Source: OGC 12-007r2 KML 2.3 and OGC 07-147r2 KML 2.2, https://www.ogc.org/standard/kml/. Coordinates are
longitude, latitude (WGS 84) and an altitude, which is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from importers._faults import note, refuse
from importers._files.parts import Part
from importers._maps.answers import pick
from importers._maps.kml_placemarks import REMEDY, State, placemarks, unreadable
from importers._maps.source import Look, Reader, Said, Source
from importers._record import Delivery, FormatError, Problem
from importers._tables.text import decode

MAX_BYTES = 100_000_000
_PEEKED, _PEEKED_BYTES = 10, 1_000_000


def _takes(part: Part) -> bool:
    """By the ending, else by what the document says it is."""
    return part.suffix == "kml" or re.search(rb"<(\w+:)?kml[\s>]", part.head(1_000)) is not None


def _read(pieces: Sequence[Part], delivery: Delivery) -> Source:
    """The placemarks: name, description, address, phoneNumber, folder ('大/小') and those of ExtendedData.

    Raises FormatError IMP-131 (document type, entity), IMP-132 (no KML, cut off, too large, too deep),
    IMP-106 (which document?), IMP-113 (too many), IMP-154 (none), IMP-142.
    """
    part = _document(pieces, delivery)
    if part.size > MAX_BYTES:
        raise unreadable(part.file, f"大きすぎます（{MAX_BYTES // 1_000_000}MBまで）。")
    state = State()
    try:
        rows = list(placemarks(decode(part.read(), part.file), state, part.file))
    except DefusedXmlException as error:
        raise _entities(part.file) from error
    except ParseError as error:
        raise unreadable(part.file, "XMLとして壊れています。", line=error.position[0]) from error
    if not rows:
        raise refuse("IMP-154", "地物が0件です。", "中身のあるファイルを選んでください。", file=part.file)
    return Source(part.file, rows, Said(4326), _notes(state, part.file))


def _document(pieces: Sequence[Part], delivery: Delivery) -> Part:
    """A KMZ's own document is doc.kml in its outermost folder; the others belong to links."""
    main = [part for part in pieces if part.name.casefold() == "doc.kml" and not part.folder]
    named = {f"{part.folder}/{part.name}".lstrip("/"): part for part in main or pieces}
    return named[pick(named, delivery.choices, file=delivery.name, what="KML")]


def _peek(pieces: Sequence[Part]) -> Look | None:
    """The beginning of the first document; the cut at its end is no fault."""
    head = pieces[0].head(_PEEKED_BYTES)
    text = decode(head[: head.rfind(b">") + 1] if len(head) == _PEEKED_BYTES else head, pieces[0].file)
    rows: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    with suppress(ParseError, DefusedXmlException):
        rows.extend(islice(placemarks(text, State(), pieces[0].file), _PEEKED))
    kinds = {member["type"] for _, member in rows if member}
    keys = frozenset(key for properties, _ in rows for key in properties)
    samples = tuple(properties for properties, _ in rows)
    return Look(keys, samples, kinds <= {"Polygon", "MultiPolygon"}, kinds <= {"Point"}) if rows else None


def _notes(state: State, file: str) -> tuple[Problem, ...]:
    if not state.ignored:
        return ()
    listed = "、".join(f"{what} {count}件" for what, count in state.ignored.items())
    message = "ファイルの外にあるものは読みませんでした。"
    return (note("IMP-134", message, "必要なものは、別に取り込んでください。", file=file, value=listed),)


def _entities(file: str) -> FormatError:
    message = "文書型や実体の宣言（DOCTYPE）が入っているため、安全に読めません。"
    return refuse("IMP-131", message, REMEDY, file=file)


READER = Reader(_takes, bool, _peek, _read)
