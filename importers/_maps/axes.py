"""Knows in which order a GML document writes its two numbers, by the name of its reference system.

Knows no XML. Names are compared, never fetched; where the name leaves the order open, the numbers decide.

Sources: OGC 09-048r5 (names in urn and http form keep the order of the EPSG register, north first); JPGIS of
国土地理院 writes fguuid:jgd2011.bl and 国土数値情報 "JGD2011 / (B, L)", both with the latitude B first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from importers._maps.crs import MERCATOR, said_by_name
from importers._maps.place import in_japan_all

_DATUMS = {"jgd2000": 4612, "jgd2001": 4612, "jgd2011": 6668, "jgd2024": 6668, "td": 4301, "tokyo": 4301}
_JPGIS = re.compile(
    r"(?:fguuid:)?(jgd20\d\d|td|tokyo)(?:\.|\s*/\s*\(?\s*)(?:bl?|b\s*,\s*l)\s*\)?", re.IGNORECASE
)
_OLD_GML = re.compile(r"https?://www\.opengis\.net/gml/srs/epsg\.xml#(\d{4,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Axes:
    """EPSG code (None: unsaid or unknown) and whether north comes first (None: the name leaves it open)."""

    srid: int | None
    north_first: bool | None


def axes_of(name: str | None) -> Axes:
    """What a `srsName` says."""
    text = (name or "").strip()
    jpgis, old = _JPGIS.fullmatch(text), _OLD_GML.fullmatch(text)
    if jpgis:
        srid = _DATUMS.get(jpgis[1].casefold())
        return Axes(srid, north_first=True if srid else None)
    said = said_by_name(f"EPSG:{old[1]}" if old else text)
    if said.srid is None:
        return Axes(None, None)
    if old or "CRS84" in text.upper():
        return Axes(said.srid, north_first=False)
    if text.upper().startswith("EPSG:"):
        return Axes(said.srid, None)
    return Axes(said.srid, north_first=said.srid != MERCATOR)


def in_lonlat(positions: Sequence[tuple[float, float]], axes: Axes) -> list[tuple[float, float]]:
    """The positions with longitude (or easting) first.

    Where the name leaves the order open, they are turned if only that puts most of them into Japan.
    """
    north_first = axes.north_first
    if north_first is None and positions:
        points = np.asarray(positions, dtype=float)
        north_first = bool(in_japan_all(points[:, ::-1]).mean() > 0.5 > in_japan_all(points).mean())
    return [(second, first) for first, second in positions] if north_first else list(positions)
