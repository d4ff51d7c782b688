"""Knows how what was read becomes the rows of a municipality: problems collected, the rest cut off.

Knows no file, no table and no particular layer.
"""

from __future__ import annotations

import contextlib
import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.crs import STORAGE_SRID, STORED_DECIMALS, rounded, transform, transform_points
from gisapp.ingest.city import City
from gisapp.ingest.problems import ImportRefusedError
from gisapp.reading.reader import Item, Passed
from importers._record import FormatError, Problem
from layers._layer import AreaRow, AssetRow, CellRow, EdgeRow, Layer, Row, TownRow, Unbuilt


class Progress(Protocol):
    """Told the step's name, how many rows it has done, and which of how many imports it belongs to."""

    def __call__(self, step: str, done: int, part: tuple[int, int] = (0, 1)) -> None:
        """Shows it."""


REPORT_EVERY = 500
#: Towns of the neighbours must not place this city's addresses; points of its own may lie a little outside.
EDGE_M = 100
Flags = NDArray[np.bool_]
#: Rows that carry a shape, and rows that carry longitude and latitude.
Drawn = AreaRow | CellRow | EdgeRow
Pointed = AssetRow | TownRow
DRAWN, POINTED = (AreaRow, CellRow, EdgeRow), (AssetRow, TownRow)
#: Kinds that must be whole: a district or a population cell that is left out would falsify every figure.
WHOLE = ("area", "people")


@dataclass
class Collected:
    """What reading found so far. `outside`: rows that belong to another municipality or lie far away.

    `unbuilt` rows need areas that are loaded already to become rows. `far`: rows of the city's own list that
    lost their point because it lies far away.
    """

    rows: list[Row] = field(default_factory=list)
    unbuilt: list[Unbuilt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    read: int = 0
    outside: int = 0
    far: int = 0


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles, of which rows have none.

    Every time that a quarter more rows are there it looks at all of them: half the time of a large delivery.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collect(layer: Layer, items: Iterable[Item], found: Collected, progress: Progress) -> None:
    """Adds the rows and problems of a delivery to `found`. Raises ImportRefusedError."""
    try:
        for item in _reported(items, layer.title, found, progress):
            _take(item, found)
    except FormatError as error:
        stops = error.problem.severity in ("refuse", "ask")
        problem = error.problem if stops else replace(error.problem, severity="refuse")
        raise ImportRefusedError([problem, *found.problems]) from error


def _reported(items: Iterable[Item], title: str, found: Collected, progress: Progress) -> Iterator[Item]:
    for number, item in enumerate(items, start=1):
        if number % REPORT_EVERY == 0:
            progress(f"{title}を読んでいます", found.read)
        yield item


def _take(item: Item, found: Collected) -> None:
    if isinstance(item, Problem):
        found.problems.append(item)
        return
    found.read += 1
    if item.code:
        found.codes.add(item.code)
    if isinstance(item, Passed):
        found.outside += item.outside
    elif isinstance(item.row, POINTED + DRAWN):
        found.rows.append(item.row)
    else:
        found.unbuilt.append(item.row)


def refuse_if_unusable(layer: Layer, found: Collected) -> None:
    """Raises ImportRefusedError where a layer that must be whole isn't, or nothing is left.

    Open questions come first: their answers may mend what looks broken now.
    """
    asked = [problem for problem in found.problems if problem.severity == "ask"]
    refused = [problem for problem in found.problems if problem.severity == "refuse"]
    left_out = [problem for problem in found.problems if problem.severity == "row"]
    if refused:
        raise ImportRefusedError([*refused, *asked])
    if left_out and layer.kind in WHOLE:
        raise ImportRefusedError(asked or left_out)
    if found.rows or found.unbuilt:
        return
    if asked:
        raise ImportRefusedError(asked)
    message = f"{layer.title}のデータが1件もありません。"
    if found.outside:
        message = f"この市区町村の{layer.title}がファイルにありません（他の市区町村が {found.outside} 件）。"
    remedy = "ファイルと市区町村を確かめてください。"
    raise ImportRefusedError([Problem("IMP-024", message, remedy, "refuse"), *left_out])


def number_twins(layer: Layer, found: Collected) -> None:
    """Assets need keys of their own: twins are told apart by address, else by a number in file order."""
    if layer.kind != "asset":
        return
    rows = [row for row in found.rows if isinstance(row, AssetRow)]
    names = Counter(row.source_key for row in rows)
    seen: Counter[str] = Counter()
    for i, row in enumerate(rows):
        key = row.source_key if names[row.source_key] == 1 else f"{row.source_key}|{row.address or ''}"
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key}#{seen[key]}"
        if key != row.source_key:
            rows[i] = replace(row, source_key=key)
    found.rows = list(rows)


def to_storage(rows: Sequence[Row]) -> list[Row]:
    """The same rows in the storage CRS: each geometry is transformed once, here."""
    moved = list(rows)
    for srid in {row.srid for row in rows}:
        here = [(i, row) for i, row in enumerate(rows) if row.srid == srid]
        _move_shapes(moved, [(i, row) for i, row in here if isinstance(row, DRAWN)], srid)
        _move_points(moved, [(i, row) for i, row in here if isinstance(row, POINTED)], srid)
    return moved


def _move_shapes(moved: list[Row], here: Sequence[tuple[int, Drawn]], srid: int) -> None:
    shapes = rounded(transform(_shapes([row for _, row in here]), srid, STORAGE_SRID))
    for (i, row), shape in zip(here, shapes, strict=True):
        moved[i] = replace(row, geometry=shape, srid=STORAGE_SRID)


def _move_points(moved: list[Row], here: Sequence[tuple[int, Pointed]], srid: int) -> None:
    lonlat = _lonlat([row for _, row in here])
    placed = _is_placed(lonlat)
    if placed.any():
        lonlat[placed] = np.round(transform_points(lonlat[placed], srid, STORAGE_SRID), STORED_DECIMALS)
    for (i, row), (lon, lat), is_placed in zip(here, lonlat.tolist(), placed.tolist(), strict=True):
        moved[i] = _at(row, lon, lat) if is_placed else replace(row, srid=STORAGE_SRID)


_ASSET = attrgetter(*(each.name for each in fields(AssetRow)))
_LON, _LAT, _SRID = ([each.name for each in fields(AssetRow)].index(name) for name in ("lon", "lat", "srid"))


def _at(row: Pointed, lon: float, lat: float) -> Pointed:
    """The row at this place in storage degrees."""
    if (row.lon, row.lat, row.srid) == (lon, lat, STORAGE_SRID):
        return row
    if not isinstance(row, AssetRow):
        return replace(row, lon=lon, lat=lat, srid=STORAGE_SRID)
    # `replace` takes four times as long for a row of so many fields, and there may be a million of them.
    values = list(_ASSET(row))
    values[_LON], values[_LAT], values[_SRID] = lon, lat, STORAGE_SRID
    return AssetRow(*values)


def _shapes(rows: Sequence[Row]) -> NDArray[np.object_]:
    """The shapes of rows that carry one."""
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row.geometry for row in rows if isinstance(row, DRAWN)]
    return shapes


def _lonlat(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Longitude and latitude of rows without a shape (n × 2), nan where the place isn't known."""
    return np.array([(row.lon, row.lat) for row in rows if isinstance(row, POINTED)], float).reshape(-1, 2)


def _is_placed(lonlat: NDArray[np.float64]) -> Flags:
    return np.asarray(~np.isnan(lonlat).any(axis=1), dtype=bool)


def cut(layer: Layer, found: Collected, city: City) -> None:
    """Leaves in `found` what lies in the municipality (or its guard ring); the rest is counted as outside.

    An asset of the municipality's own list that lies far outside keeps its row and loses its point: it goes
    to the list of places to check. An asset of a wider list that has no point stays if its address names the
    municipality. A cell stays if any cell of its unit does, since they hold one another's people.
    """
    if layer.clip == "none" or not found.rows:
        return
    placed, near = _near(layer, found.rows, city)
    if layer.kind == "people":
        near = _whole_units(found.rows, near)
    kept: list[Row] = []
    for row, is_near, is_placed in zip(found.rows, near.tolist(), placed.tolist(), strict=True):
        if is_near or (not is_placed and _may_be_here(layer, row, city)):
            kept.append(row)
        elif is_placed and isinstance(row, AssetRow) and layer.clip == "inside":
            found.problems.append(_far_away(row, city))
            found.far += 1
            kept.append(replace(row, lon=None, lat=None))
        else:
            found.outside += 1
    found.rows = kept
    refuse_if_unusable(layer, found)


def _near(layer: Layer, rows: Sequence[Row], city: City) -> tuple[Flags, Flags]:
    """Which rows have a place at all, and which of those lie where the layer's rows are kept."""
    if layer.kind == "area":
        shapes = city.to_metres(_shapes(rows))
        inside = shapely.area(shapely.intersection(shapes, city.outline_m))
        return np.ones(len(rows), dtype=bool), np.asarray(inside > 0.5 * shapely.area(shapes))
    around = city.outline_m.buffer(EDGE_M) if layer.kind == "gazetteer" else city.ring_m
    shapely.prepare(around)
    if layer.kind in ("people", "network"):
        hit = shapely.intersects(around, city.to_metres(_shapes(rows)))
        return np.ones(len(rows), dtype=bool), np.asarray(hit)
    lonlat = _lonlat(rows)
    placed = _is_placed(lonlat)
    x, y = transform_points(lonlat, STORAGE_SRID, city.plane_srid).T
    return placed, np.logical_and(placed, shapely.intersects_xy(around, x, y))


def _may_be_here(layer: Layer, row: Row, city: City) -> bool:
    return layer.clip == "inside" or (isinstance(row, AssetRow) and city.name in (row.address or ""))


def _whole_units(rows: Sequence[Row], near: np.ndarray) -> np.ndarray:
    units = [row.joined_into or row.key if isinstance(row, CellRow) else "" for row in rows]
    wanted = {unit for unit, is_near in zip(units, near, strict=True) if is_near}
    return np.array([unit in wanted for unit in units])


def _far_away(row: AssetRow, city: City) -> Problem:
    return Problem(
        "IMP-027",
        f"位置が{city.name}から遠く離れています。位置なしで登録し、要位置確認に入れました。",
        "緯度・経度を確かめてください。",
        "note",
        field="緯度・経度",
        value=f"{row.name} {row.lat},{row.lon}",
    )
