"""Knows the answer of the Overpass API as JSON: its elements, its day, whether it was cut short.

Knows no tag. Source: https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL#Output_Format_(out:json)
and https://wiki.openstreetmap.org/wiki/OSM_JSON: `out center` adds `center` to ways and relations, `out geom`
adds `geometry` (null where a box cut it), `out bb` adds `bounds`; a server that gives up writes `remark`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from importers._faults import refuse
from importers._files.parts import Part
from importers._maps.geojson import read_json
from importers._osm.elements import KINDS, Element, Position
from importers._osm.tags import clean_tags
from importers._record import FormatError

_HEAD = re.compile(rb'"elements"\s*:\s*\[\s*(\{[^{}]{0,500}"type"\s*:\s*"(node|way|relation)"|\]\s*\})')
_DAY = re.compile(rb'"timestamp_osm_base"\s*:\s*"(\d{4}-\d{2}-\d{2})T')
_PEEKED = 20_000


def is_overpass(part: Part) -> bool:
    """Whether a piece begins as an answer of the Overpass API. May raise FormatError."""
    head = part.head(_PEEKED)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and _HEAD.search(head) is not None


def day_of(part: Part) -> date | None:
    """The day up to which the server knew the map."""
    match = _DAY.search(part.head(_PEEKED))
    try:
        return date.fromisoformat(match[1].decode()) if match else None
    except ValueError:
        return None


def read_elements(part: Part) -> Iterator[Element]:
    """Every element. Raises FormatError IMP-152 (broken), IMP-153 (no answer), IMP-154 (empty), IMP-203."""
    document = read_json(part)
    listed = document.get("elements") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        message = "Overpass APIの結果（elementsの一覧）ではありません。"
        raise refuse("IMP-153", message, "「[out:json]」で取り直してください。", file=part.file)
    remark = document.get("remark")
    if isinstance(remark, str) and "error" in remark.casefold():
        raise cut_short(part.file, remark)
    if not listed:
        raise refuse("IMP-154", "地物が0件です。", "範囲と条件を確かめて取り直してください。", file=part.file)
    for line, item in enumerate(listed, 1):
        element = _element(item, line) if isinstance(item, dict) else None
        if element:
            yield element


def cut_short(file: str, remark: str) -> FormatError:
    """The refusal of an answer that the server gave up on: nobody can tell what is missing in it."""
    return refuse(
        "IMP-203",
        "サーバーが途中で打ち切った結果です。地物が欠けています。",
        "範囲を狭めるか「timeout」を長くして、取り直してください。",
        file=file,
        value=remark,
    )


def _element(item: Mapping[str, Any], line: int) -> Element | None:
    kind, number, tags = item.get("type"), item.get("id"), item.get("tags")
    if kind not in KINDS or not isinstance(number, int):
        return None
    members = [each for each in _listed(item, "members") if _is_outer(each)]
    lines = [_shape(each.get("geometry")) for each in members]
    return Element(
        str(kind),
        number,
        line,
        clean_tags(tags) if isinstance(tags, dict) else {},
        _position(item) or _position(item.get("center")) or (None if any(lines) else _middle(item)),
        tuple(each for each in _listed(item, "nodes") if isinstance(each, int)),
        _shape(item.get("geometry")),
        tuple(each["ref"] for each in members if isinstance(each.get("ref"), int)),
        tuple(tuple(point for point in points if point) for points in lines if points),
    )


def _listed(item: Mapping[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _is_outer(member: Any) -> bool:
    return (
        isinstance(member, dict) and member.get("type") == "way" and member.get("role") in ("outer", "", None)
    )


def _shape(points: Any) -> tuple[Position | None, ...]:
    return tuple(_position(point) for point in points) if isinstance(points, list) else ()


def _position(item: Any) -> Position | None:
    if not isinstance(item, dict):
        return None
    lon, lat = item.get("lon"), item.get("lat")
    if not isinstance(lon, (int, float)) or not isinstance(lat, (int, float)):
        return None
    return (float(lon), float(lat)) if math.isfinite(lon) and math.isfinite(lat) else None


def _middle(item: Mapping[str, Any]) -> Position | None:
    """The middle of `bounds`, where nothing finer was asked for."""
    box = item.get("bounds")
    if not isinstance(box, dict) or "geometry" in item:
        return None
    ends = [_position({"lon": box.get(f"{end}lon"), "lat": box.get(f"{end}lat")}) for end in ("min", "max")]
    if ends[0] is None or ends[1] is None:
        return None
    return (ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2
