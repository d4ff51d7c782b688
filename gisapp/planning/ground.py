"""Knows the ground of a municipality on the plane: its districts, and where the people of each cell stand.

Knows no number of people and no question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.analysis.areal import Allocation, allocate
from gisapp.analysis.dasymetric import density_at, reweighted
from gisapp.analysis.parts import SPLINTER_M2, polygonal
from gisapp.crs import STORAGE_SRID, transform
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.population.census import Census, LayerYear, load, loaded_years
from gisapp.planning.population.people import People, demand_layers
from gisapp.planning.question import MESH

#: The layer of a finer count of people, and the count.
Finer = tuple[str, Census]


@dataclass(frozen=True)
class Ground:
    """Districts of a system, and cells of people cut along them, in plane metres.

    `districts`: by position: id, name, edition, lon, lat (label), west, south, east, north (degrees).
    `inside`: by point of the allocation, whether it lies in the municipality. `refined_by`: the layer of
    people whose density says where in a cell people stand; empty where they are spread evenly. `cell_m`:
    the side of a square as large as the usual cell.
    """

    city_code: str
    plane_srid: int
    system: str
    districts: pd.DataFrame
    shapes_m: NDArray[np.object_]
    allocation: Allocation
    inside: NDArray[np.bool_]
    refined_by: str
    cell_m: float


def finer_than(connection: Connection, code: str, people: People) -> Finer | None:
    """The newest count of another layer of people of today whose cells are smaller, the finest of those."""
    newest: dict[str, LayerYear] = {}
    for each in loaded_years(connection, code, demand_layers()):
        newest.setdefault(each.layer, each)
    newest.pop(people.layer, None)
    loaded = [(each.layer, load(connection, code, each)) for each in newest.values()]
    # degrees compare well enough: all these cells lie in one municipality
    sizes = [(float(shapely.area(census.cells).mean()), layer, census) for layer, census in loaded]
    size, layer, census = min(sizes, key=lambda each: each[:2], default=(np.inf, "", None))
    return (layer, census) if census and size < shapely.area(people.cells).mean() else None


def ground_of(
    connection: Connection, code: str, system: str, people: People, *, finer: Finer | None
) -> Ground:
    """The ground under these people, who stand in their cells where a `finer` count has them.

    Raises UserError (ASK-010) where the districts aren't loaded.
    """
    outline, srid = _outline(connection, code)
    districts, shapes_m = _districts(connection, code, system, srid, people)
    if system == MESH:
        districts, shapes_m = _inside_only(districts, shapes_m, outline)
    if districts.empty:
        raise UserError(
            "ASK-010",
            "区域のデータがまだありません。",
            "管理者が国土数値情報と国勢調査のファイルを読み込むと表示されます。",
            status=404,
        )
    cells_m = transform(people.cells, STORAGE_SRID, srid)
    allocation = allocate(cells_m, people.unit, districts=shapes_m)
    if finer:
        allocation = _moved(allocation, finer[1], srid)
    return Ground(
        city_code=code,
        plane_srid=srid,
        system=system,
        districts=districts,
        shapes_m=shapes_m,
        allocation=allocation,
        inside=np.asarray(shapely.contains_xy(outline, *allocation.points[["x", "y"]].to_numpy().T)),
        refined_by=finer[0] if finer else "",
        cell_m=float(np.sqrt(np.median(shapely.area(cells_m)))),
    )


def _moved(allocation: Allocation, census: Census, srid: int) -> Allocation:
    """The people of each cell where the finer count has them."""
    zones = transform(census.cells, STORAGE_SRID, srid)
    counted = census.people().to_numpy(dtype=np.float64)[census.unit]
    ground = shapely.area(zones)
    # a unit's people over all its cells, by ground
    share = ground / np.bincount(census.unit, ground)[census.unit]
    return reweighted(allocation, density_at(allocation.points, zones, counted * share))


def _districts(
    connection: Connection, code: str, system: str, srid: int, people: People
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    name = "districts"
    values: dict[str, Any] = {"code": code, "system": system}
    if system == MESH:
        name, values = "cell_districts", {"code": code, "layer": people.layer, "year": people.cells_year}
    rows = connection.execute(query(name), values).mappings().all()
    frame = pd.DataFrame(
        rows, columns=["id", "name", "edition", "lon", "lat", "west", "south", "east", "north", "geom"]
    )
    shapes = shapely.from_wkb(frame.pop("geom").to_numpy(dtype=object))
    return frame, transform(shapes, STORAGE_SRID, srid)


def _inside_only(
    districts: pd.DataFrame, shapes_m: NDArray[np.object_], outline: BaseGeometry
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """The part of each cell inside the municipality: its neighbours' people aren't its own."""
    ground = polygonal(np.asarray(shapely.intersection(shapes_m, outline), dtype=object))
    some = shapely.area(ground) > SPLINTER_M2
    return districts[some].reset_index(drop=True), ground[some]


def _outline(connection: Connection, code: str) -> tuple[BaseGeometry, int]:
    """The municipality's outline in plane metres, and the plane."""
    row: Any = connection.execute(query("city_outline"), {"code": code}).one()
    storage = np.array([shapely.from_wkb(bytes(row.outline))])
    outline: BaseGeometry = transform(storage, STORAGE_SRID, row.plane_srid)[0]
    shapely.prepare(outline)
    return outline, row.plane_srid
