"""Knows places of OpenStreetMap in a map file (GeoJSON of Overpass turbo, QuickOSM, GDAL): a property a tag.

Knows nothing of the map layers that show them. Fields of a record: see `importers._osm.tags` (line: number of
the feature from 1; geometry: point in the file's CRS, of an area its middle).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers._maps.geometry import AREAS, LINES, POINTS
from importers._maps.vector import Feature, Look, features, recognises
from importers._osm.tags import clean_tags, place_fields
from importers._record import Delivery, Format, Problem, Record

_TAG = re.compile(r"@?[a-z][a-z0-9_]*(:[A-Za-z0-9_-]+)*")
#: What tells OpenStreetMap; a name alone is enough for points.
_SIGNS = frozenset({"amenity", "shop", "leisure", "office", "healthcare", "@id", "osm_id", "osm_type"})
_ID_KEYS = ("@id", "id", "full_id", "osm_id")
_TYPE_KEYS = ("@type", "osm_type")
_NO_TAGS = frozenset({*_ID_KEYS, *_TYPE_KEYS, "other_tags"})
#: Keys of other publishers' lists, which are no OSM tags.
_FOREIGN = frozenset({"lat", "lon", "lng", "address", "x", "y"})
_KINDS = {"n": "node", "w": "way", "r": "relation"}
_NUMBERED = re.compile(r"(node|way|relation|[nwr])/?(\d+)")
#: How GDAL writes the tags for which it has no column.
_OTHER_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def _is_osm(seen: Look) -> bool:
    tags_only = all(map(_TAG.fullmatch, seen.keys)) and not seen.keys & _FOREIGN
    told = bool(seen.keys & _SIGNS) or (seen.pointed and "name" in seen.keys)
    return bool(seen.samples) and tags_only and told


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in features(delivery, kinds=POINTS | LINES | AREAS):
        yield item if isinstance(item, Problem) else _record(item)


def _record(item: Feature) -> Record:
    given = {key: value for key, value in item.properties.items() if value is not None}
    tags = {key: value for key, value in given.items() if key not in _NO_TAGS and key[:1] != "@"}
    if "other_tags" in given:
        tags = dict(_OTHER_TAG.findall(str(given["other_tags"]))) | tags
    fields = place_fields(clean_tags(tags), _osm_id(given))
    return Record(item.file, item.line, fields, item.geometry.centroid, item.srid)


def _osm_id(given: Mapping[str, Any]) -> str | None:
    """Such as node/123, however the program wrote it; the bare number where it tells no kind."""
    written = _first(given, _ID_KEYS)
    match = _NUMBERED.fullmatch(written or "")
    if match:
        return f"{_KINDS[match[1][0]]}/{match[2]}"
    kind = _first(given, _TYPE_KEYS)
    return f"{kind}/{written}" if kind in _KINDS.values() and written else written


def _first(given: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if key in given:
            return str(given[key])
    return None


FORMAT = Format(
    key="osm_geojson",
    title="OpenStreetMapの地点（GeoJSON）",
    extensions=("geojson", "json"),
    recognises=recognises(_is_osm),
    read=_read,
)
