"""Knows OpenStreetMap's XML (.osm): its elements, the day it stands for, whether it was cut short.

Knows no tag. Documents with a DTD are refused, entities and links are never followed.
Source: https://wiki.openstreetmap.org/wiki/OSM_XML; the Overpass API adds <center>, places on <nd>, <remark>.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from xml.etree.ElementTree import Element as Node

from importers._files.parts import Part
from importers._osm.elements import KINDS, Element, Position
from importers._osm.json import cut_short
from importers._osm.stream import local, stream
from importers._osm.tags import clean_tags

_ROOT = re.compile(rb"(?s)(<\?xml.*?\?>)?\s*(<!--.*?-->\s*)*<osm[\s>]")
_DAY = re.compile(rb"""\bosm_base=["'](\d{4}-\d{2}-\d{2})T""")
_PEEKED = 20_000
_READ = frozenset({*KINDS, "remark"})


def is_osm_xml(part: Part) -> bool:
    """Whether a piece begins as OpenStreetMap's XML. May raise FormatError."""
    return _ROOT.match(part.head(_PEEKED).removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def day_of(part: Part) -> date | None:
    """The day up to which the server knew the map; None in files that don't tell."""
    match = _DAY.search(part.head(_PEEKED))
    try:
        return date.fromisoformat(match[1].decode()) if match else None
    except ValueError:
        return None


def read_elements(part: Part) -> Iterator[Element]:
    """Every element that isn't marked as deleted. Raises FormatError IMP-202, IMP-203."""
    line = 0
    for node in stream(part, _READ, code="IMP-202", what="OpenStreetMapのXML"):
        if local(node) == "remark":
            _refuse_cut_short(node, part.file)
            continue
        line += 1
        element = _element(node, line)
        if element:
            yield element


def _refuse_cut_short(remark: Node, file: str) -> None:
    if "error" in (remark.text or "").casefold():
        raise cut_short(file, (remark.text or "").strip())


def _element(node: Node, line: int) -> Element | None:
    number = _integer(node.get("id"))
    if number is None or node.get("action") == "delete" or node.get("visible") == "false":
        return None
    nodes = node.findall("nd")
    members = [each for each in node.findall("member") if _is_outer(each)]
    refs = [_integer(each.get("ref")) for each in nodes]
    ways = [_integer(each.get("ref")) for each in members]
    shape = tuple(map(_position, nodes))
    lines = [tuple(filter(None, map(_position, each.findall("nd")))) for each in members]
    return Element(
        local(node),
        number,
        line,
        clean_tags({tag.get("k"): tag.get("v") for tag in node.findall("tag")}),
        _position(node) or _position(node.find("center")),
        tuple(ref for ref in refs if ref is not None),
        shape if any(shape) else (),
        tuple(way for way in ways if way is not None),
        tuple(points for points in lines if points),
    )


def _is_outer(member: Node) -> bool:
    return member.get("type") == "way" and member.get("role") in ("outer", "", None)


def _integer(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _position(item: Node | None) -> Position | None:
    if item is None:
        return None
    pair = _degrees(item.attrib)
    return pair if pair and all(map(math.isfinite, pair)) else None


def _degrees(attributes: Mapping[str, str]) -> Position | None:
    try:
        return float(attributes["lon"]), float(attributes["lat"])
    except (KeyError, ValueError):
        return None
