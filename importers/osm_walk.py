"""Knows the walking network in raw OpenStreetMap: .osm.pbf, .osm, or an answer of the Overpass API as JSON.

Knows nothing of the map layer that shows it. Ways that people may walk on (`_osm_ways`) are cut wherever they
meet (`_osm_split`); lengths are measured over the ellipsoid.

Fields of a record (line: number of the edge, from 1; geometry: line, WGS 84):
    source, target   number of the node at each end, as text
    length_m         metres

Source: © OpenStreetMap contributors, ODbL 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from importers._faults import ask, note, refuse
from importers._files.parts import Part
from importers._osm import json as _osm_json
from importers._osm import xml as _osm_xml
from importers._osm.edges import Edges, drawn_lengths
from importers._osm.files import is_pbf, one_piece, piece_holds
from importers._osm.nodes import Box
from importers._osm.pbf_ways import MOST_POINTS, TooManyError, read_ways
from importers._osm.split import Pieces, split
from importers._osm.tags import SRID, Pairs
from importers._osm.told import network
from importers._osm.ways import Ways, walkable
from importers._record import FormatError, Problem, Record

#: The ways without which no city is.
_ROADS: Pairs = tuple(
    ("highway", kind)
    for kind in ("residential", "unclassified", "footway", "path", "service", "tertiary", "steps")
)
_BOX = re.compile(r"\s*,\s*".join([r"(-?\d{1,3}(?:\.\d{1,15})?)"] * 4))


def _holds_ways(part: Part) -> bool:
    known = is_pbf(part) or _osm_json.is_overpass(part) or _osm_xml.is_osm_xml(part)
    return known and piece_holds(part, _ROADS)


def _read(part: Part, choices: Mapping[str, str]) -> Iterator[Record | Problem]:
    box = _box(choices, part.file)
    try:
        pieces = split(_ways(part, box))
    except TooManyError as error:
        raise _ask_box(part.file) from error
    if box:
        message = f"選ばれた範囲（{choices['box']}）の道だけを読みました。"
        yield note(
            "IMP-206", message, "市とそのまわりが入っているか、地図で確かめてください。", file=part.file
        )
    if pieces.torn and not box:
        message = (
            f"{pieces.torn:,}本の道で、一部の点がファイルにありません。そこで切れたものとして読みました。"
        )
        yield note("NET-405", message, "切り取りの端なら問題ありません。", file=part.file)
    yield from network(_edges(pieces), part.file)


def _ways(part: Part, box: Box | None) -> Ways:
    if is_pbf(part):
        return read_ways(part, box)
    format_of = _osm_json if _osm_json.is_overpass(part) else _osm_xml
    ways = walkable(format_of.read_elements(part))
    ways = ways.within(box) if box else ways
    if np.count_nonzero(~np.isnan(ways.lon)) > MOST_POINTS:
        raise TooManyError
    return ways


def _edges(pieces: Pieces) -> Edges:
    count = len(pieces.starts) - 1
    names, at = np.unique(pieces.nodes, return_inverse=True)
    ends = np.column_stack((at[pieces.starts[:-1]], at[pieces.starts[1:] - 1]))
    length_m = drawn_lengths(pieces.xy, pieces.starts, SRID)
    return Edges(ends, names.tolist(), pieces.xy, pieces.starts, length_m, np.arange(1, count + 1), SRID)


def _box(choices: Mapping[str, str], file: str) -> Box | None:
    """The range that a person gave. Raises FormatError IMP-207 for one that is none."""
    if "box" not in choices:
        return None
    match = _BOX.fullmatch(choices["box"].strip())
    west, south, east, north = map(float, match.groups()) if match else (0.0, 0.0, 0.0, 0.0)
    if west < east and south < north:
        return west, south, east, north
    remedy = "「西の経度,南の緯度,東の経度,北の緯度」の順に入れてください（例 139.2,35.5,139.5,35.8）。"
    raise refuse("IMP-207", "範囲として読めません。", remedy, file=file, value=choices["box"])


def _ask_box(file: str) -> FormatError:
    message = f"広すぎるため、全部は読めません（道の点が{MOST_POINTS:,}個を超えます）。どの範囲を読みますか。"
    remedy = (
        "市とそのまわり2kmほどが入る範囲を「西の経度,南の緯度,東の経度,北の緯度」の順に入れてください"
        "（例 139.2,35.5,139.5,35.8）。"
    )
    return FormatError(ask("IMP-205", message, remedy, choice="box", file=file))


FORMAT = one_piece(
    "osm_walk",
    "OpenStreetMapの道（.osm.pbf・.osm・Overpass APIのJSON）",
    ("pbf", "osm", "xml", "json"),
    _holds_ways,
    read=_read,
)
