"""Knows where a pair of coordinates may lie to be a place in Japan, and what the usual slips look like.

Knows no file: the same checks serve table columns, JSON members and map features.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers._faults import ask, leave_out, note, refuse
from importers._maps.crs import GEOGRAPHIC, MERCATOR
from importers._record import FormatError, Option, Problem
from importers._tables.values import parse_degrees

#: The box of Japan in degrees (JGD2011): lon_min, lon_max, lat_min, lat_max.
JAPAN = (122.0, 154.0, 20.0, 46.0)
_KEPT = "位置なしとして取り込みます。地図に出すには、正しい緯度・経度を入れて取り込み直してください。"
_CHECK = "座標の順（経度, 緯度）と座標系を確かめてください。"
_SWAPPED = "緯度と経度が逆のようです。"
#: Plane rectangular coordinates stay well inside this distance (m) from their origin.
_PLANE_LIMIT_M = 1_500_000.0
_MERCATOR_RADIUS_M = 6_378_137.0
_TURN = (Option("yes", "入れ替える"), Option("no", "入れ替えない"))


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


def in_japan_all(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True for each row (lon, lat in degrees) inside the box of Japan."""
    lon, lat = points[:, 0], points[:, 1]
    return np.asarray((JAPAN[0] <= lon) & (lon <= JAPAN[1]) & (JAPAN[2] <= lat) & (lat <= JAPAN[3]))


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


def ask_swapped(swapped: int, given: int, *, file: str) -> Problem:
    """The question whether latitude and longitude are to change places, in `swapped` of `given` places."""
    return ask(
        "GEO-205",
        f"{_SWAPPED}座標のある{given}件のうち{swapped}件がそうなっています。入れ替えますか。",
        "地図に仮に示した位置が正しければ「入れ替える」を選んでください。",
        choice="swap",
        options=_TURN,
        file=file,
    )


def misplaced(bounds: NDArray[np.float64], srid: int) -> Problem | None:
    """What is wrong with where a geometry lies (west, south, east, north): GEO-205 to 207, 220."""
    west, south, east, north = map(float, bounds)
    if srid == MERCATOR:
        west, south, east, north = *_from_mercator(west, south), *_from_mercator(east, north)
    elif srid not in GEOGRAPHIC:
        if np.abs(bounds).max() <= _PLANE_LIMIT_M:
            return None
        message = "座標が平面直角座標系の範囲の外にあります。"
        return leave_out("GEO-207", message, _CHECK, value=f"{west}, {south}")
    if in_japan(west, south) and in_japan(east, north):
        return None
    problem = check_lonlat(west, south) or check_lonlat(east, north)
    if problem is None:
        return None
    return leave_out(problem.code, problem.message, _CHECK, value=problem.value)


def refuse_round_the_world(bounds: NDArray[np.float64], srid: int, *, file: str) -> FormatError | None:
    """GEO-220 where a shape in degrees crosses 180° or goes round a pole: no municipality of Japan does."""
    if srid not in GEOGRAPHIC or not len(bounds):
        return None
    west, south, east, north = bounds.T
    earthly = (np.abs(bounds[:, [0, 2]]) <= 360).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    wide = (east - west > 180) | ((west < 180) & (east > 180)) | (south <= -89) | (north >= 89)
    hit = np.flatnonzero(earthly & wide & (west < east))
    if not len(hit):
        return None
    return refuse(
        "GEO-220",
        "経度180度か極をまたぐ図形があります。",
        "日本の市区町村の範囲だけを書き出してから取り込んでください。",
        file=file,
        value=f"経度 {west[hit[0]]:g}〜{east[hit[0]]:g}、緯度 {south[hit[0]]:g}〜{north[hit[0]]:g}",
    )


def _from_mercator(x: float, y: float) -> tuple[float, float]:
    reach = max(min(y / _MERCATOR_RADIUS_M, 50.0), -50.0)
    return math.degrees(x / _MERCATOR_RADIUS_M), math.degrees(math.atan(math.sinh(reach)))
