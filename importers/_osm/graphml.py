"""Knows GraphML as OSMnx writes it: nodes with x and y, edges with a length and often a line in WKT.

Knows no map layer. Source: http://graphml.graphdrawing.org/specification.html and osmnx.io.save_graphml,
which names its keys by attr.name and writes every value as text; a straight edge has no line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from importers._files.parts import Part
from importers._maps.crs import said_by_code
from importers._maps.source import Said, Source
from importers._maps.wkt import said_by_wkt
from importers._osm.stream import local, stream

Row = tuple[dict[str, Any], dict[str, Any] | None]
_ROOT = re.compile(rb"(?s)(<\?xml.*?\?>)?\s*(<!--.*?-->\s*)*<graphml[\s>]")
_LENGTH = re.compile(rb"""<key\b[^>]*\battr\.name=["']length["']""")
_CREATED = re.compile(rb">\s*(\d{4}-\d{2}-\d{2}) \d{2}:\d{2}:\d{2}\s*<")
_CODE = re.compile(r"epsg:\s*(\d{4,6})", re.IGNORECASE)
_LINE = re.compile(r"LINESTRING\s*Z?\s*\(([^()]*)\)", re.IGNORECASE)
_READ = frozenset({"key", "data", "node", "edge"})
_PEEKED = 20_000


@dataclass(slots=True)
class _State:
    """What the keys mean, what is said of the graph, and where the nodes seen so far lie."""

    names: dict[str, str] = field(default_factory=dict)
    graph: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)

    def values(self, element: Element) -> dict[str, str]:
        pairs = ((each.get("key", ""), each.text) for each in element if local(each) == "data")
        return {self.names.get(key, key): text.strip() for key, text in pairs if text}


def is_network(part: Part) -> bool:
    """Whether a piece begins as GraphML whose edges have a length. May raise FormatError."""
    head = part.head(_PEEKED).removeprefix(b"\xef\xbb\xbf").lstrip()
    return _ROOT.match(head) is not None and _LENGTH.search(head) is not None


def day_of(part: Part) -> date | None:
    """The day on which the network was taken from the map. May raise FormatError."""
    match = _CREATED.search(part.head(_PEEKED).partition(b"<node")[0])
    try:
        return date.fromisoformat(match[1].decode()) if match else None
    except ValueError:
        return None


def read_source(part: Part) -> Source:
    """Edges as features with the properties u, v and length. Raises FormatError NET-409."""
    state = _State()
    rows = list(_rows(part, state))
    return Source(part.file, rows, _said(state.graph.get("crs")))


def _rows(part: Part, state: _State) -> Iterator[Row]:
    for element in stream(part, _READ, code="NET-409", what="GraphML"):
        kind = local(element)
        if kind == "key":
            state.names[element.get("id", "")] = element.get("attr.name", "")
        elif kind == "data":
            state.graph[state.names.get(element.get("key", ""), "")] = (element.text or "").strip()
        elif kind == "node":
            _place(element, state)
        else:
            yield _edge(element, state)


def _place(node: Element, state: _State) -> None:
    values = state.values(node)
    try:
        state.places[node.get("id", "")] = float(values["x"]), float(values["y"])
    except (KeyError, ValueError):
        return


def _edge(edge: Element, state: _State) -> Row:
    values = state.values(edge)
    ends = edge.get("source"), edge.get("target")
    properties = {"u": ends[0], "v": ends[1], "length": values.get("length")}
    places = [state.places[end] for end in ends if end in state.places]
    drawn = _line(values["geometry"]) if "geometry" in values else places if len(places) == 2 else None
    return properties, {"type": "LineString", "coordinates": drawn} if drawn else None


def _line(text: str) -> list[list[float]] | None:
    """The positions of a line in WKT; what they are worth is checked with all other geometry."""
    match = _LINE.fullmatch(text)
    try:
        return [[float(number) for number in pair.split()] for pair in match[1].split(",")] if match else None
    except ValueError:
        return None


def _said(crs: str | None) -> Said:
    """OSMnx writes epsg:4326; before 2020 it wrote {'init': 'epsg:4326'}."""
    if not crs:
        return Said()
    match = _CODE.search(crs) if len(crs) < 60 else None
    return said_by_code(int(match[1])) if match else said_by_wkt(crs)
