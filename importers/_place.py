"""Knows where a pair of coordinates may lie to be a place in Japan, and what the usual slips look like.

Knows no file: the same checks serve table columns, JSON members and map features.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from importers._faults import note, refuse
from importers._record import FormatError, Problem
from importers._values import parse_degrees

#: The box of Japan in degrees (JGD2011): lon_min, lon_max, lat_min, lat_max.
JAPAN = (122.0, 154.0, 20.0, 46.0)
_KEPT = "位置なしとして取り込みます。地図に出すには、正しい緯度・経度を入れて取り込み直してください。"
_SWAPPED = "緯度と経度が逆のようです。"


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees of a table row; both None without a usable place. `swapped`: they'd fit the other way."""

    lon: float | None = None
    lat: float | None = None
    problem: Problem | None = None
    swapped: bool = False
    given: bool = False


def in_japan(lon: float, lat: float) -> bool:
    """True inside the box of Japan (degrees)."""
    return JAPAN[0] <= lon <= JAPAN[1] and JAPAN[2] <= lat <= JAPAN[3]


def check_lonlat(lon: float, lat: float) -> Problem | None:
    """A note on what is wrong with degrees (GEO-201, 205, 206, 207); None when they are a place in Japan."""
    value = f"経度 {lon}, 緯度 {lat}"
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return note("GEO-201", "座標が数ではありません。", _KEPT, value=value)
    if lon == 0 and lat == 0:
        return note("GEO-206", "緯度と経度がどちらも0です。", _KEPT, value=value)
    if in_japan(lon, lat):
        return None
    if in_japan(lat, lon):
        return note("GEO-205", _SWAPPED, _KEPT, value=value)
    return note("GEO-207", "座標が日本の範囲の外にあります。", _KEPT, value=value)


def read_place(lon: str | None, lat: str | None) -> Place:
    """The place of a table row. A blank pair is no problem; anything unusable is a note and no place."""
    if lon is None and lat is None:
        return Place()
    value = f"経度 {lon or '空欄'}, 緯度 {lat or '空欄'}"
    if lon is None or lat is None:
        return Place(problem=note("GEO-209", "緯度と経度の片方が空欄です。", _KEPT, value=value))
    try:
        pair = parse_degrees(lon), parse_degrees(lat)
    except ValueError:
        return Place(problem=note("GEO-202", "緯度・経度を数として読めません。", _KEPT, value=value))
    problem = check_lonlat(*pair)
    if problem:
        return Place(problem=problem, swapped=problem.code == "GEO-205", given=True)
    return Place(pair[0], pair[1], given=True)


def refuse_swapped(swapped: int, given: int, *, file: str) -> FormatError | None:
    """The refusal of a file more than half of whose places are swapped, else None."""
    if swapped * 2 <= given:
        return None
    return refuse(
        "GEO-205",
        f"{_SWAPPED}座標のある{given}件のうち{swapped}件がそうなっています。",
        "緯度の列には20〜46、経度の列には122〜154の値が入ります。列の見出しか値を入れ替えてください。",
        file=file,
    )
