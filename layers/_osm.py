"""Knows how a place of OpenStreetMap becomes an asset row, and how a layer finds its own kind in a file.

Knows no particular layer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from importers import osm_geojson, osm_overpass, osm_pbf, osm_xml
from importers._osm.files import holds_tag
from importers._osm.hours import Span
from importers._osm.tags import PLACE_KEYS, Pairs
from importers._record import Delivery, Format, Record
from layers._asset import point_of, source_key
from layers._layer import AssetRow, Opening, Phone, Source

LICENCE = "ODbL 1.0"
_WHEELCHAIR = {
    "yes": "利用できます",
    "designated": "利用できます（専用の設備があります）",
    "limited": "一部で利用できます",
    "no": "利用できません",
}


def formats(*pairs: tuple[str, str]) -> tuple[Format, ...]:
    """Every format in which elements with one of these tags come."""
    return osm_geojson.FORMAT, osm_overpass.only(*pairs), osm_xml.only(*pairs), osm_pbf.only(*pairs)


def holding(*pairs: tuple[str, str]) -> Callable[[Delivery], bool]:
    """The `accepts` of a layer: one file of OpenStreetMap serves several layers, each looks for its own."""
    return lambda delivery: holds_tag(delivery, pairs)


def source(what: str) -> Source:
    """The map itself, for the things of one kind in it."""
    return Source(
        publisher="OpenStreetMap contributors",
        title=f"OpenStreetMap（{what}）",
        url="https://www.openstreetmap.org/copyright",
        licence=LICENCE,
    )


def has_tag(record: Record, pairs: Pairs) -> bool:
    """Whether a record has one of these tags."""
    tags = record.fields.get("tags") or {}
    return any(tags.get(key) == value for key, value in pairs)


def is_untold(record: Record) -> bool:
    """Whether a record doesn't say what it is, as in lists that were cut down to their names."""
    return PLACE_KEYS.isdisjoint(record.fields.get("tags") or {})


def place_row(record: Record, *, nameless: str, description: str | None = None) -> AssetRow:
    """A place with what its tags say; without a number of its own its name and point tell it apart."""
    fields = record.fields
    lon, lat = point_of(record)
    name = fields.get("name_ja") or fields.get("name")
    number = fields.get("id") or ""
    return AssetRow(
        source_key=number if "/" in number else source_key(name, _place(lon, lat)),
        name=name or nameless,
        kana=fields.get("kana"),
        description=fields.get("description") or description,
        organization=fields.get("operator"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        srid=record.srid or 6668,
        phones=tuple(map(Phone, fields.get("phones") or ())),
        openings=_openings(tuple(fields.get("openings") or ())),
        hours_note=fields.get("hours_note"),
        url=fields.get("website"),
        email=fields.get("email"),
        assured_date=fields.get("assured_date"),
        attributes=_attributes(record),
    )


def _place(lon: float | None, lat: float | None) -> str | None:
    return None if lon is None or lat is None else f"{lon:.6f},{lat:.6f}"


@functools.lru_cache(maxsize=4096)
def _openings(spans: tuple[Span, ...]) -> tuple[Opening, ...]:
    """Remembered, as the hours themselves are: most places keep to a few thousand."""
    return tuple(Opening(*span) for span in spans)


def _attributes(record: Record) -> dict[str, str]:
    wheelchair = _WHEELCHAIR.get(record.fields.get("wheelchair") or "")
    return {"車いす": wheelchair} if wheelchair else {}
