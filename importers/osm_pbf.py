"""Knows places of OpenStreetMap in a .osm.pbf (extracts of Geofabrik and others), without holding it all.

Knows nothing of the map layers that show them. Fields of a record: see `importers._osm.tags`; `line` counts
the wanted elements. osmium goes through the file once for the wanted elements, once more for the ways of
wanted areas; the places of the nodes they need are read block by block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np
import osmium
from shapely import Point
from shapely.geometry.base import BaseGeometry

from importers._files.parts import Part
from importers._osm.blocks import broken, check
from importers._osm.elements import Element, Position, area_of, middle, outline, place
from importers._osm.files import is_pbf, one_piece
from importers._osm.nodes import Nodes, nodes
from importers._osm.objects import objects
from importers._osm.tags import PLACE_KEYS, Pairs, clean_tags, is_wanted
from importers._osm.wire import Integers
from importers._record import Format, Problem, Record

Refs = tuple[int, ...]


def only(*pairs: tuple[str, str]) -> Format:
    """The format for a layer that wants elements with one of these tags; without any, every place."""
    return one_piece(
        "osm_pbf",
        "OpenStreetMapの地点（.osm.pbf）",
        ("pbf",),
        is_pbf,
        read=lambda part, _: _read(part, pairs),
    )


def _read(part: Part, pairs: Pairs) -> Iterator[Record | Problem]:
    data = part.read()
    check(data, part.file)
    try:
        wanted = list(_elements(data, pairs))
        ways = _ways(data, {number for each in wanted for number in each.members})
    except (RuntimeError, UnicodeDecodeError) as error:
        raise broken(part.file) from error
    needed = chain(*(each.refs for each in wanted), *ways.values())
    known = nodes(data, part.file, wanted=np.unique(_numbers(needed)))
    for each in wanted:
        yield place(each, middle(_drawn(each, ways, known)), file=part.file)


def _elements(data: bytes, pairs: Pairs) -> Iterator[Element]:
    """The wanted elements; osmium picks them out before they become Python objects."""
    picked = osmium.filter.TagFilter(*pairs) if pairs else osmium.filter.KeyFilter(*PLACE_KEYS)
    line = 0
    for each in objects(data, picked):
        tags = clean_tags(dict(each.tags))
        if is_wanted(tags, pairs):
            line += 1
            yield _element(each, tags, line)


def _element(each: Any, tags: Mapping[str, str], line: int) -> Element:
    if isinstance(each, osmium.osm.Node):
        at = each.location
        return Element("node", each.id, line, tags, (at.lon, at.lat) if at.valid() else None)
    if isinstance(each, osmium.osm.Way):
        return Element("way", each.id, line, tags, refs=tuple(node.ref for node in each.nodes))
    outer = (member.ref for member in each.members if member.type == "w" and member.role in ("outer", ""))
    return Element("relation", each.id, line, tags, members=tuple(outer))


def _ways(data: bytes, numbers: set[int]) -> dict[int, Refs]:
    """The nodes of these ways. There are few enough ways in the world for a filter by number."""
    if not numbers:
        return {}
    found = objects(data, osmium.filter.IdFilter(numbers), osmium.osm.WAY)
    return {way.id: tuple(node.ref for node in way.nodes) for way in found}


def _drawn(each: Element, ways: Mapping[int, Refs], known: Nodes) -> BaseGeometry | None:
    if each.kind == "node":
        return Point(each.centre) if each.centre else None
    if each.kind == "way":
        return outline(_positions(each.refs, known))
    return area_of(_positions(ways[number], known) for number in each.members if number in ways)


def _positions(refs: Refs, known: Nodes) -> list[Position | None]:
    lon, lat = known.places(_numbers(refs))
    return [None if x != x else (x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def _numbers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)


FORMAT = only()
