"""Knows elements of OpenStreetMap (nodes, ways, relations) and where each one lies.

Knows no file format and no tag. Degrees are WGS 84; a way or an area is where its middle is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import shapely
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from importers._faults import leave_out
from importers._maps.place import check_lonlat
from importers._osm.tags import SRID, place_fields
from importers._record import Problem, Record

Position = tuple[float, float]
KINDS = ("node", "way", "relation")


@dataclass(frozen=True, slots=True)
class Element:
    """One element. `line` is its number in the file, from 1.

    `centre`: a node's own place, or the middle that the file gives. `refs`: the nodes of a way. `shape`:
    their places where the file gives them with the way (None: left out there). `members`: a relation's outer
    ways, `lines`: their places.
    """

    kind: str
    number: int
    line: int
    tags: Mapping[str, str] = field(default_factory=dict)
    centre: Position | None = None
    refs: tuple[int, ...] = ()
    shape: tuple[Position | None, ...] = ()
    members: tuple[int, ...] = ()
    lines: tuple[tuple[Position, ...], ...] = ()

    @property
    def osm_id(self) -> str:
        return f"{self.kind}/{self.number}"


def joined(elements: Iterable[Element]) -> dict[tuple[str, int], Element]:
    """The elements by kind and number, in file order.

    Answers of the Overpass API often hold an element twice, once with its tags and once with its places only.
    """
    found: dict[tuple[str, int], Element] = {}
    for each in elements:
        key = each.kind, each.number
        found[key] = _both(found[key], each) if key in found else each
    return found


def _both(one: Element, other: Element) -> Element:
    return replace(
        one,
        tags=one.tags or other.tags,
        centre=one.centre or other.centre,
        refs=one.refs or other.refs,
        shape=one.shape or other.shape,
        members=one.members or other.members,
        lines=one.lines or other.lines,
    )


def places(
    elements: Iterable[Element], is_wanted: Callable[[Mapping[str, str]], bool], *, file: str
) -> Iterator[Record | Problem]:
    """A record with a point for every wanted element; IMP-204 or GEO-2xx for one that lies nowhere."""
    every = joined(elements)
    for each in every.values():
        if each.tags and is_wanted(each.tags):
            yield place(each, middle(_drawn(each, every)), file=file)


def place(element: Element, point: Point | None, *, file: str) -> Record | Problem:
    """The record of an element, or why it has none."""
    if point is None:
        message = "位置がない地物です。"
        remedy = "「out center;」を付けて取り直すか、範囲を少し広げて書き出し直してください。"
        return leave_out("IMP-204", message, remedy, file=file, line=element.line, value=element.osm_id)
    astray = check_lonlat(point.x, point.y)
    if astray:
        remedy = "元の地図でこの地物の位置を確かめてください。"
        value = f"{element.osm_id} {astray.value}"
        return leave_out(astray.code, astray.message, remedy, file=file, line=element.line, value=value)
    return Record(file, element.line, place_fields(element.tags, element.osm_id), point, SRID)


def middle(drawn: BaseGeometry | None) -> Point | None:
    """The middle of a geometry: of its area where it has one, else of its length, else of its points."""
    if drawn is None or drawn.is_empty:
        return None
    point = drawn.centroid
    return None if point.is_empty else point


def outline(points: Iterable[Position | None]) -> BaseGeometry | None:
    """What a way draws: an area where it comes back to its start, else a line; a point or None of less."""
    known = [point for point in points if point is not None]
    if len(known) < 2:
        return Point(known[0]) if known else None
    if known[0] == known[-1] and len(known) >= 4:
        area = Polygon(known)
        return area if area.is_valid else MultiPoint(known)
    return LineString(known)


def area_of(lines: Iterable[Iterable[Position | None]]) -> BaseGeometry | None:
    """What a relation's outer ways draw together: their areas where the ends meet, else the lines."""
    drawn = [line for line in map(_line, lines) if line is not None]
    if not drawn:
        return None
    areas = shapely.polygonize(drawn)
    return areas if not areas.is_empty else GeometryCollection(drawn)


def _line(points: Iterable[Position | None]) -> LineString | None:
    known = [point for point in points if point is not None]
    return LineString(known) if len(known) >= 2 else None


def _drawn(each: Element, every: Mapping[tuple[str, int], Element]) -> BaseGeometry | None:
    if each.centre is not None:
        return Point(each.centre)
    if each.kind == "way":
        return outline(_positions(each, every))
    ways = (every.get(("way", number)) for number in each.members)
    return area_of(each.lines or [_positions(way, every) for way in ways if way])


def _positions(way: Element, every: Mapping[tuple[str, int], Element]) -> list[Position | None]:
    if way.shape:
        return list(way.shape)
    nodes = (every.get(("node", number)) for number in way.refs)
    return [node.centre if node else None for node in nodes]
