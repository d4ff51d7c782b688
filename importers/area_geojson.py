"""Knows any map file of named areas (such as those of 校区支え合い推進会議): the last resort.

Knows nothing of the map layers that show them.

Fields of a record (line: number of the feature from 1; geometry: area in the file's CRS):
    name      name or 名称
    id        id or ID as text, or None
    kind      kind, 種別 or 区分, or None
    extra     every further property as {title: value}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from importers._faults import leave_out
from importers._maps.geometry import AREAS
from importers._maps.vector import Feature, Look, features, recognises
from importers._record import Delivery, Format, Problem, Record

_NAMES, _IDS, _KINDS = ("名称", "name"), ("id", "ID"), ("kind", "種別", "区分")
#: Column names of 国土数値情報 and of census boundaries, which have formats of their own.
_OFFICIAL = re.compile(r"[A-Z]\d{2}_\d{3}.*|KEY_CODE")


def _is_named_areas(seen: Look) -> bool:
    return seen.areal and bool(seen.keys & set(_NAMES)) and not any(map(_OFFICIAL.fullmatch, seen.keys))


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    for item in features(delivery, kinds=AREAS):
        yield item if isinstance(item, Problem) else _record(item)


def _record(item: Feature) -> Record | Problem:
    name = _first(item, _NAMES)
    if name is None:
        remedy = "名称（nameか名称）を入れて取り込み直してください。"
        return leave_out("VAL-304", "区域の名称が空欄です。", remedy, file=item.file, line=item.line)
    own = {*_NAMES, *_IDS, *_KINDS}
    fields: dict[str, Any] = {
        "name": name,
        "id": _first(item, _IDS),
        "kind": _first(item, _KINDS),
        "extra": {key: value for key, value in item.properties.items() if key not in own},
    }
    return Record(item.file, item.line, fields, item.geometry, item.srid)


def _first(item: Feature, keys: tuple[str, ...]) -> str | None:
    return next((str(item.properties[key]) for key in keys if item.properties.get(key) is not None), None)


FORMAT = Format(
    key="area_geojson",
    title="名称のある区域（GeoJSON・シェープファイル・GeoPackage・KML）",
    extensions=("geojson", "json", "zip", "shp", "gpkg", "kml", "kmz"),
    recognises=recognises(_is_named_areas),
    read=_read,
)
