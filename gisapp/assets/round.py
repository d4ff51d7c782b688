"""Knows which assets are due to be checked by whom, and in which order one walks there.

Knows no page. Whose territory it is comes in as plain values (`Scope`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy.engine import Connection

from gisapp.assets.address_parts import Whereabouts
from gisapp.assets.placing import place
from gisapp.assets.walk_order import nearest_next, untangled
from gisapp.config import Freshness
from gisapp.crs import STORAGE_SRID, plane_srid, transform_points
from gisapp.db.engine import query
from layers._layer import AssetRow

#: More than anybody visits in a month; a city that never checked anything has more.
MOST = 5_000
PAGE = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose assets: a municipality's; without `everywhere` only those of an office and of its districts."""

    code: str
    everywhere: bool = True
    office_id: int | None = None
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which of them: one category, one elementary district (its key); empty for all."""

    layer: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One page of a walk, as plain values; `total` are due in all, `stop` counts from 1 over all pages."""

    stops: list[dict[str, Any]]
    total: int
    pages: int


def due_assets(
    connection: Connection, scope: Scope, sieve: Sieve, today: date, settings: Freshness, *, most: int = MOST
) -> list[dict[str, Any]]:
    """What is due or stale, the longest unchecked first; positions are the true ones."""
    values = {
        "code": scope.code,
        "everywhere": scope.everywhere,
        "office_id": scope.office_id,
        "districts": list(scope.districts),
        "layer": sieve.layer or None,
        "district": sieve.district or None,
        "today": today,
        "due_months": settings.due_months,
        "most": most,
    }
    return [dict(row) for row in connection.execute(query("round_list"), values).mappings()]


def walk(
    due: list[dict[str, Any]],
    code: str,
    start: tuple[float, float] | None,
    page: int,
    *,
    size: int = PAGE,
) -> Round:
    """One page of all that is due as one walk from `start` (degrees), else from the northernmost place.

    What has no place comes last, for the telephone.
    """
    placed = [asset for asset in due if asset["lon"] is not None]
    rest = [asset for asset in due if asset["lon"] is None]
    pages = max(1, -(-len(due) // size))
    first = (min(page, pages) - 1) * size
    ordered = _ordered(placed, code, start, slice(first, first + size)) + rest
    stops = [{**asset, "stop": first + n} for n, asset in enumerate(ordered[first : first + size], 1)]
    return Round(stops, len(due), pages)


def office_position(
    connection: Connection, address: str | None, city: Whereabouts
) -> tuple[float, float] | None:
    """Where an office is by its address, in degrees; None where nobody knows."""
    if not address:
        return None
    row = place(connection, [AssetRow("", "", address=address)], city)[0].row
    return (row.lon, row.lat) if row.lon is not None and row.lat is not None else None


def _ordered(
    placed: list[dict[str, Any]], code: str, start: tuple[float, float] | None, shown: slice
) -> list[dict[str, Any]]:
    """All places, nearest next; within every page up to the one shown without crossings."""
    if not placed:
        return []
    degrees = np.array([(asset["lon"], asset["lat"]) for asset in placed])
    begin = np.array(start) if start else degrees[degrees[:, 1].argmax()]
    xy = transform_points(np.vstack([begin, degrees]), STORAGE_SRID, plane_srid(code, *begin))
    start_m, xy_m = tuple(xy[0].tolist()), xy[1:]
    order = nearest_next(xy_m, start_m)
    for first in range(0, min(shown.stop, len(order)), PAGE):
        before = tuple(xy_m[order[first - 1]].tolist()) if first else start_m
        order[first : first + PAGE] = untangled(xy_m, order[first : first + PAGE], before)
    return [placed[n] for n in order]
