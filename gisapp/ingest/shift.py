"""Knows how data betray that they lie in another coordinate system than is said of them.

Knows no table and no format: points, a city's outline and places of reference in, candidates and hints out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisapp.crs import transform_points
from gisapp.datum import JGD2011, TOKYO, three_parameters
from importers._maps.crs import GEOGRAPHIC, ZONES_AFTER

Points = NDArray[np.float64]
#: Enough to tell where a file lies, however large it is.
SAMPLE = 500
#: Shares that differ by less are alike: a datum beside the right one moves few points across the outline.
AS_GOOD = 0.02
#: Fewer pairs tell nothing about a shift.
LEAST_PAIRS = 10
_M_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to read the numbers, and the share of the points that it puts inside."""

    srid: int
    swapped: bool
    share: float


@dataclass(frozen=True, slots=True)
class Hint:
    """Points lie off their references by the vector between the Tokyo datum and ours (median of pairs, m)."""

    east_m: float
    north_m: float
    pairs: int


def propose_crs(xy: Points, srid: int, outline_m: BaseGeometry, plane_srid: int) -> list[Candidate]:
    """Every likely way to read points (n × 2, in `srid` as is said), the best first.

    Among those that are about as good what is said comes first, then what differs least from it. `outline_m`
    lies in `plane_srid`.
    Degrees are tried on the other datum and the other way round; metres in every plane rectangular zone, on
    the datum that is said and on the other one, both ways round.
    """
    points = _sample(xy)
    shapely.prepare(outline_m)
    found = [
        Candidate(code, swapped, _share(points, code, swapped, outline_m, plane_srid))
        for code, swapped in _ways(srid)
    ]
    close = max(each.share for each in found) - AS_GOOD
    return sorted(found, key=lambda each: -each.share if each.share < close else -1.0)


def datum_hint(points: Points, references: Points) -> Hint | None:
    """Whether points (n × lon, lat, read as JGD2011 or WGS 84) are those of the Tokyo datum.

    `references` are the places that the same rows should lie near, such as the towns of their addresses. The
    median of the differences must be the vector between the datums, and be known well enough to say so.
    """
    if len(points) < LEAST_PAIRS:
        return None
    middle = np.median(points, axis=0)[None, :]
    metres = np.array([_M_PER_DEGREE * np.cos(np.radians(middle[0, 1])), _M_PER_DEGREE])
    off = (references - points) * metres
    seen = np.median(off, axis=0)
    wanted = ((three_parameters(middle) - middle) * metres)[0]
    size = float(np.hypot(*wanted))
    # Standard error of a median, from the median absolute deviation.
    error = 1.2533 * 1.4826 * np.median(np.abs(off - seen), axis=0) / np.sqrt(len(points))
    if np.hypot(*(seen - wanted)) > 0.35 * size or np.hypot(*error) > 0.2 * size:
        return None
    return Hint(float(seen[0]), float(seen[1]), len(points))


def other_datum(srid: int) -> int | None:
    """The same system on the Tokyo datum, or on JGD2011 for one on Tokyo; None for Web Mercator."""
    if srid in GEOGRAPHIC:
        return JGD2011 if srid == TOKYO else TOKYO
    family = _family(srid)
    if family is None:
        return None
    return ZONES_AFTER[JGD2011 if family == TOKYO else TOKYO] + srid - ZONES_AFTER[family]


def _family(srid: int) -> int | None:
    return next((own for own, first in ZONES_AFTER.items() if 0 < srid - first < 20), None)


def _sample(xy: Points) -> Points:
    step = max(1, len(xy) // SAMPLE)
    return xy[::step][:SAMPLE]


def _ways(srid: int) -> Iterator[tuple[int, bool]]:
    """(code, swapped), what is said first."""
    if srid in GEOGRAPHIC:
        other = JGD2011 if srid == TOKYO else TOKYO
        yield from ((srid, False), (other, False), (srid, True), (other, True))
        return
    said = _family(srid) or JGD2011
    other = JGD2011 if said == TOKYO else TOKYO
    codes = [ZONES_AFTER[family] + zone for family in (said, other) for zone in range(1, 20)]
    yield (srid, False)
    yield (srid, True)
    yield from ((code, swapped) for code in codes if code != srid for swapped in (False, True))


def _share(points: Points, srid: int, swapped: bool, outline_m: BaseGeometry, plane_srid: int) -> float:
    xy = transform_points(points[:, ::-1] if swapped else points, srid, plane_srid)
    return float(shapely.contains_xy(outline_m, xy[:, 0], xy[:, 1]).mean()) if len(xy) else 0.0
