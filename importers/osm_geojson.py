"""Knows points of OpenStreetMap as GeoJSON (Overpass, osmium, QuickOSM): tags as properties, a name or none.

Knows nothing of the map layers that show them.

Fields of a record (line: number of the feature from 1; geometry: point in the file's CRS):
    name       name, or None where the place has none
    name_ja    name:ja, or None
    osm_id     such as 'node/123', or None where the file holds none
    tags       every other property as {tag: text}

Source: © OpenStreetMap contributors, ODbL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers._geometry import POINTS
from importers._record import Delivery, Format, Problem, Record
from importers._vector import Feature, Look, features, recognises

_TAG = re.compile(r"@?[a-z][a-z0-9_]*(:[A-Za-z0-9_-]+)*")
_SIGNS = frozenset(
    {"name", "amenity", "shop", "leisure", "office", "healthcare", "@id", "osm_id", "osm_type"}
)
_ID_KEYS = ("@id", "id", "osm_id", "full_id")
#: Keys of other publishers' lists, which are no OSM tags.
_FOREIGN = frozenset({"lat", "lon", "lng", "address", "x", "y"})


def _is_osm(seen: Look) -> bool:
    tags_only = all(map(_TAG.fullmatch, seen.keys)) and not seen.keys & _FOREIGN
    return seen.pointed and bool(seen.samples) and tags_only and bool(seen.keys & _SIGNS)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in features(delivery, kinds=POINTS):
        yield item if isinstance(item, Problem) else _record(item)


def _record(item: Feature) -> Record:
    given: Mapping[str, Any] = {key: value for key, value in item.properties.items() if value is not None}
    osm_id = next((str(given[key]) for key in _ID_KEYS if key in given), None)
    own = {"name", "name:ja", *_ID_KEYS}
    fields = {
        "name": given.get("name"),
        "name_ja": given.get("name:ja"),
        "osm_id": osm_id,
        "tags": {key: str(value) for key, value in given.items() if key not in own},
    }
    return Record(item.file, item.line, fields, item.geometry, item.srid)


FORMAT = Format(
    key="osm_geojson",
    title="OpenStreetMapの地点（GeoJSON）",
    extensions=("geojson", "json"),
    recognises=recognises(_is_osm),
    read=_read,
)
