"""Knows the places where points land that nobody has looked up: one spot for many rows, the town hall.

Knows no table and no format.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from importers._faults import note
from importers._record import Problem
from importers._tables.text import search_key
from layers._layer import AssetRow

#: This many rows on one spot, of different addresses, are no coincidence; without addresses it takes more.
MANY, MANY_WITHOUT_ADDRESS = 5, 10
#: As near to a town hall as a point that was put there by default.
NEAR_M = 30.0
FEW = 3
_M_PER_DEGREE = 111_320.0
_SHOWN = 5
_HALL = re.compile(r"(市役所|区役所|町役場|村役場)(本庁舎?|本庁)?$")
_REMEDY = "住所から求め直すか、正しい緯度・経度を入れて取り込み直してください。このままでも公開できます。"


def is_hall(name: str) -> bool:
    """Whether a place's name is that of a town hall itself, not of one of its branches."""
    return _HALL.search(name) is not None


def crowded(rows: Sequence[AssetRow]) -> list[Problem]:
    """Notes GEO-230: many rows on the very same spot (1 m) although their addresses differ."""
    placed = [row for row in rows if row.lon is not None and row.lat is not None]
    spots = np.round(np.array([(row.lon, row.lat) for row in placed], dtype=float).reshape(-1, 2), 5)
    _, which, counts = np.unique(spots, axis=0, return_inverse=True, return_counts=True)
    by_spot: dict[tuple[float, float], list[AssetRow]] = defaultdict(list)
    for i in np.flatnonzero(counts[which.reshape(-1)] >= MANY).tolist():
        by_spot[float(spots[i, 0]), float(spots[i, 1])].append(placed[i])
    found = sorted(by_spot.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_crowd(spot, there) for spot, there in found if _is_odd(there)]


def at_hall(rows: Sequence[AssetRow], halls: Mapping[str, tuple[float, float]]) -> list[Problem]:
    """Notes GEO-231: rows on a town hall (name → lon, lat) although their addresses differ."""
    told = []
    for name, (lon, lat) in halls.items():
        there = [row for row in rows if _metres(row, lon, lat) <= NEAR_M and row.name != name]
        if len(there) >= FEW and len(_addresses(there)) >= FEW:
            message = f"住所の違う{len(there)}件の位置が、{name}と同じです。仮に置いた位置のようです。"
            told.append(note("GEO-231", message, _REMEDY, value=_names(there)))
    return told


def _is_odd(there: Sequence[AssetRow]) -> bool:
    addresses = _addresses(there)
    if addresses:
        return len(there) >= MANY and len(addresses) >= FEW
    return len(there) >= MANY_WITHOUT_ADDRESS


def _crowd(spot: tuple[float, float], there: Sequence[AssetRow]) -> Problem:
    message = f"まったく同じ位置（緯度 {spot[1]}, 経度 {spot[0]}）に{len(there)}件あります。"
    return note("GEO-230", message, _REMEDY, value=_names(there))


def _addresses(rows: Iterable[AssetRow]) -> set[str]:
    return {search_key(row.address) for row in rows if row.address}


def _names(rows: Sequence[AssetRow]) -> str:
    return "、".join(row.name for row in rows[:_SHOWN])


def _metres(row: AssetRow, lon: float, lat: float) -> float:
    if row.lon is None or row.lat is None:
        return np.inf
    east = (row.lon - lon) * _M_PER_DEGREE * np.cos(np.radians(lat))
    return float(np.hypot(east, (row.lat - lat) * _M_PER_DEGREE))
