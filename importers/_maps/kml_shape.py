"""Knows how the shapes of KML become GeoJSON-like members. Knows no placemark, no name and no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

_PIECES = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}
_TRACKS = {
    "Track": "動いた道すじ（Track）",
    "MultiTrack": "動いた道すじ（Track）",
    "Model": "立体の模型（Model）",
}
SHAPES = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", *_TRACKS})
_MAX_DEPTH = 20


def member_of(shape: Element) -> dict[str, Any] | None:
    """A GeoJSON-like member; None where it is empty. Tracks and models come by kind, without coordinates.

    Pieces of several kinds come as a GeometryCollection. Coordinates that are no numbers stay text.
    """
    pieces = list(_flat(shape, 0))
    kinds = {kind for kind, _ in pieces}
    if not pieces:
        return None
    if len(pieces) == 1:
        kind, coordinates = pieces[0]
        return {"type": kind, "coordinates": coordinates} if coordinates else None
    if len(kinds) > 1 or not kinds <= set(_PIECES):
        members = [{"type": kind, "coordinates": coordinates} for kind, coordinates in pieces]
        return {"type": "GeometryCollection", "geometries": members}
    return {"type": _PIECES[kinds.pop()], "coordinates": [coordinates for _, coordinates in pieces]}


def _flat(shape: Element, depth: int) -> Iterator[tuple[str, Any]]:
    kind = local(shape)
    if kind == "MultiGeometry" and depth < _MAX_DEPTH:
        for child in shape:
            if local(child) in SHAPES:
                yield from _flat(child, depth + 1)
    elif kind == "Point":
        yield kind, next(iter(_positions(shape)), [])
    elif kind in ("LineString", "LinearRing"):
        yield "LineString", _positions(shape)
    elif kind == "Polygon":
        yield kind, _rings(shape)
    elif kind in _TRACKS:
        yield _TRACKS[kind], [[]]


def _rings(polygon: Element) -> list[Any]:
    """The outer ring first, whatever the order of the file; none without an outer one."""
    outer = [_positions(ring) for edge in polygon if local(edge) == "outerBoundaryIs" for ring in edge]
    inner = [_positions(ring) for edge in polygon if local(edge) == "innerBoundaryIs" for ring in edge]
    return outer[:1] + inner if outer and outer[0] else []


def _positions(shape: Element) -> list[Any]:
    """Positions without altitude. A blank after a comma is a frequent slip, and no new position."""
    text = next((child.text or "" for child in shape if local(child) == "coordinates"), "")
    tuples = re.sub(r"\s*,\s*", ",", text.strip()).split()
    return [[_number(value) for value in position.split(",")[:2]] for position in tuples]


def _number(text: str) -> float | str:
    """A plain decimal; anything else stays text and is refused with its row."""
    return (
        float(text)
        if re.fullmatch(r"[+-]?(\d{1,20}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", text, re.ASCII)
        else text
    )


def local(element: Element) -> str:
    """An element's name without its namespace: KML 2.0, 2.1, 2.2, Google's own and none are read alike."""
    return str(element.tag).rpartition("}")[2]
