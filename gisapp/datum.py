"""Knows how places of one Japanese datum are carried to the next: Tokyo → JGD2000 → JGD2011, and back.

Knows no geometry, no projection and no table. 国土地理院's grids of corrections are used where they lie in a
folder; where they don't, Tokyo is shifted by three parameters and JGD2000 is taken as it is, and `accuracy_m`
says how far off that may be.

Sources: 国土地理院 TKY2JGD.par (https://www.gsi.go.jp/sokuchikijun/tky2jgd_download.html) and
touhokutaiheiyouoki2011.par (https://www.gsi.go.jp/sokuchikijun/sokuchikijun41012.html): text, the code of a
third mesh and then the correction of its south-west corner in seconds, latitude before longitude. The three
parameters and their 9 m: EPSG operation 15483. The largest move of 2011, 5.85 m:
https://www.gsi.go.jp/sokuchikijun/sokuchikijun60011.html.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gisapp.errors import UserError

Degrees = NDArray[np.float64]
TOKYO, JGD2000, JGD2011 = 4301, 4612, 6668
#: In the order in which they followed one another.
DATUMS = (TOKYO, JGD2000, JGD2011)
#: By the datum that a grid starts from, how its file is called.
GRID_NAMES = {
    TOKYO: re.compile(r"tky2jgd.*\.par", re.I),
    JGD2000: re.compile(r"touhokutaiheiyouoki2011\.par", re.I),
}
_ROW = re.compile(rb"^\s*(\d{8})\s+([-+]?[\d.]+)\s+([-+]?[\d.]+)", re.MULTILINE)
_ROWS_PER_DEGREE, _COLUMNS_PER_DEGREE, _KEY = 120, 80, 10_000
#: No correction in Japan is larger (seconds); beyond, the file is no such grid.
_LARGEST_S = 60.0
_LARGEST_BYTES = 100_000_000
_BESSEL, _GRS80 = (6_377_397.155, 1 / 299.1528128), (6_378_137.0, 1 / 298.257222101)
_SHIFT_M = (-146.414, 507.337, 680.507)
#: Where 2011 moved the ground (EPSG area of operation 6713), and where by more than two metres: W, S, E, N.
_MOVED, _MOVED_FAR = (135.42, 34.84, 142.14, 41.58), (140.0, 36.5, 142.14, 40.5)


@dataclass(frozen=True, slots=True)
class Grid:
    """Corrections (degrees, longitude first) at south-west corners of third meshes, ordered by `keys`."""

    keys: NDArray[np.int64]
    corrections: Degrees


@dataclass(frozen=True, slots=True)
class Grids:
    """The grids at hand, by the datum that they start from."""

    by_start: dict[int, Grid]


def read_grid(data: bytes) -> Grid | None:
    """The grid in the text of a .par file; None where it holds no row, or a figure that can't be one."""
    found = _ROW.findall(data)
    if not found:
        return None
    codes = np.array([code for code, _, _ in found], dtype="S8").astype(np.int64)
    try:
        seconds = np.array([(east, north) for _, north, east in found], dtype=np.float64)
    except ValueError:
        return None
    if np.abs(seconds).max() > _LARGEST_S:
        return None
    rows = codes // 1_000_000 * 80 + codes // 1_000 % 10 * 10 + codes // 10 % 10
    columns = codes // 10_000 % 100 * 80 + codes // 100 % 10 * 10 + codes % 10
    order = np.argsort(rows * _KEY + columns)
    return Grid((rows * _KEY + columns)[order], seconds[order] / 3600)


def load_grids(folder: Path) -> Grids:
    """The grids in a folder, which need not exist; read again when a file changes.

    Raises UserError CRS-810 for a file of a grid's name that can't be read: no place is moved by half a grid.
    """
    found: dict[int, Grid] = {}
    for path in sorted(folder.glob("*.[pP][aA][rR]")) if folder.is_dir() else []:
        for start, name in GRID_NAMES.items():
            if name.fullmatch(path.name):
                stat = path.stat()
                found[start] = _load(path, stat.st_mtime_ns, stat.st_size)
    return Grids(found)


def corrections(grid: Grid, lonlat: Degrees) -> Degrees:
    """Bilinear corrections (degrees) at places (n × lon, lat); NaN where a corner of the mesh is missing."""
    across, up = (lonlat[:, 0] - 100) * _COLUMNS_PER_DEGREE, lonlat[:, 1] * _ROWS_PER_DEGREE
    # 39.725 × 80 is a hair less than 3178: a place on a corner belongs to the corner's own mesh.
    column, row = np.floor(across + 1e-9), np.floor(up + 1e-9)
    right, top = (across - column)[:, None], (up - row)[:, None]
    key = (row * _KEY + column).astype(np.int64)
    south_west, south_east = _corner(grid, key), _corner(grid, key + 1)
    north_west, north_east = _corner(grid, key + _KEY), _corner(grid, key + _KEY + 1)
    south = south_west * (1 - right) + south_east * right
    north = north_west * (1 - right) + north_east * right
    return np.asarray(south * (1 - top) + north * top)


def carry(lonlat: Degrees, start: int, end: int, grids: Grids) -> Degrees:
    """Places (n × lon, lat in degrees) of datum `start` (EPSG 4301, 4612, 6668) as places of datum `end`."""
    first, last = DATUMS.index(start), DATUMS.index(end)
    for step in range(first, last):
        lonlat = _forward(lonlat, DATUMS[step], grids)
    for step in range(first, last, -1):
        lonlat = _backward(lonlat, DATUMS[step - 1], grids)
    return lonlat


def accuracy_m(start: int, lon: float, lat: float, grids: Grids) -> float:
    """How far off (m, at most) a place carried from `start` to JGD2011 may be without grids; 0 if exact."""
    place = np.array([[lon, lat]])
    off = 0.0
    if start == TOKYO and not _is_covered(grids, TOKYO, place):
        off += 9.0
    if start in (TOKYO, JGD2000) and _is_in(_MOVED, lon, lat) and not _is_covered(grids, JGD2000, place):
        off += 6.0 if _is_in(_MOVED_FAR, lon, lat) else 2.0
    return off


def three_parameters(lonlat: Degrees) -> Degrees:
    """Tokyo → JGD2000 by shifting the centre of the earth: good to some metres, at height 0."""
    xyz = _to_xyz(lonlat, *_BESSEL) + np.array(_SHIFT_M)
    return _to_lonlat(xyz, *_GRS80)


@functools.lru_cache(maxsize=4)
def _load(path: Path, changed_ns: int, size: int) -> Grid:  # noqa: ARG001  the time belongs to the key
    grid = read_grid(path.read_bytes()) if size <= _LARGEST_BYTES else None
    if grid is None:
        raise UserError(
            "CRS-810",
            f"座標変換の格子ファイル {path.name} を読めません。",
            "国土地理院のページから取り直すか、フォルダーから除いてください。",
            unchanged=True,
        )
    return grid


def _corner(grid: Grid, key: NDArray[np.int64]) -> Degrees:
    at = np.minimum(np.searchsorted(grid.keys, key), len(grid.keys) - 1)
    return np.where((grid.keys[at] == key)[:, None], grid.corrections[at], np.nan)


def _forward(lonlat: Degrees, start: int, grids: Grids) -> Degrees:
    fallback = three_parameters(lonlat) if start == TOKYO else lonlat
    grid = grids.by_start.get(start)
    if grid is None:
        return fallback
    moved = lonlat + corrections(grid, lonlat)
    return np.where(np.isnan(moved), fallback, moved)


def _backward(lonlat: Degrees, start: int, grids: Grids) -> Degrees:
    """The place that `_forward` carries here; each round is some 10,000 times nearer."""
    guess = lonlat
    for _ in range(4):
        guess = guess + lonlat - _forward(guess, start, grids)
    return guess


def _is_covered(grids: Grids, start: int, place: Degrees) -> bool:
    grid = grids.by_start.get(start)
    return grid is not None and not np.isnan(corrections(grid, place)).any()


def _is_in(box: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _to_xyz(lonlat: Degrees, axis: float, flattening: float) -> Degrees:
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    squared = flattening * (2 - flattening)
    radius = axis / np.sqrt(1 - squared * np.sin(lat) ** 2)
    flat = radius * np.cos(lat)
    return np.column_stack((flat * np.cos(lon), flat * np.sin(lon), radius * (1 - squared) * np.sin(lat)))


def _to_lonlat(xyz: Degrees, axis: float, flattening: float) -> Degrees:
    """Bowring's formula, exact to a hair near the ground."""
    x, y, z = xyz.T
    squared, minor = flattening * (2 - flattening), axis * (1 - flattening)
    flat = np.hypot(x, y)
    reduced = np.arctan2(z * axis, flat * minor)
    over, under = squared / (1 - squared) * minor, squared * axis
    lat = np.arctan2(z + over * np.sin(reduced) ** 3, flat - under * np.cos(reduced) ** 3)
    return np.degrees(np.column_stack((np.arctan2(y, x), lat)))
