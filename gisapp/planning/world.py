"""Knows how people and districts of a municipality come out of the database, allocated and remembered.

Knows no question. What it remembers is thrown away when the municipality's data version moves on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection, Engine

from gisapp.analysis.access import OUTSIDE
from gisapp.analysis.areal import Allocation, allocate, demand_points
from gisapp.crs import STORAGE_SRID, transform
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError
from layers import all_layers

REMEMBERED = 8
COUNTS = ["people", "people_65", "people_75", "people_0_14", "age_known"]


@dataclass(frozen=True)
class World:
    """The people of a municipality spread over the districts of one system.

    `districts`: indexed by position; id, name, lon, lat (label), west, south, east, north (degrees).
    `demand`: a row a demand point; x, y (plane metres), district (position, -1 outside), and `COUNTS`.
    """

    city_code: str
    plane_srid: int
    version: int
    districts: pd.DataFrame
    shapes_m: NDArray[np.object_]
    demand: pd.DataFrame
    people_layer: str
    census_day: date
    edition: str
    hole_people: float
    overlap_people: float
    edge_people: float
    suppressed_cells: int
    unknown_units: int


class Worlds:
    """Worlds by municipality, system and data version; the few last used are kept. Safe between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: OrderedDict[tuple[str, str, int], World] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, code: str, system: str) -> World:
        """The world as it is now. Raises UserError where districts or people aren't loaded."""
        # One moment's data: an import may publish between two of the statements below.
        with self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            key = (code, system, data_version(connection, code))
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = _build(connection, code, system, key[2])
                    while len(self._kept) > REMEMBERED:
                        self._kept.popitem(last=False)
                self._kept.move_to_end(key)
                return self._kept[key]


def data_version(connection: Connection, code: str) -> int:
    """The municipality's data version. Raises NotFoundError for an unknown municipality."""
    found = connection.execute(
        sa.text("select data_version from municipality where code = :code"), {"code": code}
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError(
            f"市区町村 {code[:12]} はこの地図にありません。", "上の切替から選び直してください。"
        )
    return int(found)


def demand_layers() -> list[str]:
    """The layers that tell who lives there today; projections and whole-city figures are none of them."""
    return [key for key, layer in all_layers().items() if layer.role == "demand"]


def _build(connection: Connection, code: str, system: str, version: int) -> World:
    srid = connection.execute(
        sa.text("select plane_srid from municipality where code = :code"), {"code": code}
    ).scalar_one()
    districts, shapes_m = _districts(connection, code, system, srid)
    today = {"code": code, "layers": demand_layers()}
    census = connection.execute(query("finest_people"), today).mappings().one_or_none()
    if districts.empty or census is None:
        missing = "区域" if districts.empty else "人口"
        raise UserError(
            "ASK-010",
            f"{missing}のデータがまだありません。",
            "管理者が国土数値情報と国勢調査のファイルを読み込むと表示されます。",
            status=404,
        )
    cells, units = _people(connection, code, census["layer"], census["year"])
    cells_m = transform(shapely.from_wkb(cells["geom"].to_numpy(dtype=object)), STORAGE_SRID, srid)
    allocation = allocate(cells_m, cells["unit"].to_numpy(), districts=shapes_m)
    demand = demand_points(allocation, units[COUNTS])
    outline = _outline(connection, code, srid)
    return World(
        city_code=code,
        plane_srid=srid,
        version=version,
        districts=districts,
        shapes_m=shapes_m,
        demand=demand,
        people_layer=census["layer"],
        census_day=census["census_day"],
        edition=str(districts["edition"].iloc[0]),
        hole_people=_in_holes(outline, demand),
        overlap_people=_overlap(allocation, units),
        suppressed_cells=int(cells["joined"].sum()),
        unknown_units=int(units["unknown"].sum()),
        edge_people=_at_edge(outline, demand),
    )


def _districts(
    connection: Connection, code: str, system: str, srid: int
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    rows = connection.execute(query("districts"), {"code": code, "system": system}).mappings().all()
    frame = pd.DataFrame(
        rows, columns=["id", "name", "edition", "lon", "lat", "west", "south", "east", "north", "geom"]
    )
    shapes = shapely.from_wkb(frame.pop("geom").to_numpy(dtype=object))
    return frame, transform(shapes, STORAGE_SRID, srid)


def _people(connection: Connection, code: str, layer: str, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells with the number of their unit, and the units' counts indexed by that number.

    A count that no cell of a unit knows is taken as 0, and the unit told as `unknown`.
    """
    values = {"code": code, "layer": layer, "year": year}
    cells = pd.DataFrame(connection.execute(query("cells"), values).mappings().all())
    units = pd.DataFrame(connection.execute(query("units"), values).mappings().all())
    number = {key: index for index, key in enumerate(units["unit_key"])}
    cells["unit"] = cells["unit_key"].map(number)
    counts = units.drop(columns="unit_key").astype(float)
    counts["unknown"] = counts[COUNTS].isna().any(axis=1)
    return cells, counts.fillna(0)


def _outline(connection: Connection, code: str, srid: int) -> BaseGeometry:
    row: Any = connection.execute(query("city_outline"), {"code": code}).one()
    outline = transform(np.array([shapely.from_wkb(bytes(row.outline))]), STORAGE_SRID, srid)[0]
    shapely.prepare(outline)
    return outline


def _in_holes(outline: BaseGeometry, demand: pd.DataFrame) -> float:
    """People inside the municipality whom no district holds: what the allocation leaves over."""
    left = demand[demand["district"] == OUTSIDE]
    return float(left["people"].to_numpy()[_inside(outline, left)].sum())


def _at_edge(outline: BaseGeometry, demand: pd.DataFrame) -> float:
    """People of units on the municipality's border who were spread outside it, by area as everybody is.

    Where a neighbour lies there, its people come in likewise; at a coast they are missing here.
    """
    held = demand["unit"].isin(demand["unit"][demand["district"] != OUTSIDE])
    left = demand[held & (demand["district"] == OUTSIDE)]
    return float(left["people"].to_numpy()[~_inside(outline, left)].sum())


def _inside(outline: BaseGeometry, points: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(shapely.contains_xy(outline, points["x"].to_numpy(), points["y"].to_numpy()))


def _overlap(allocation: Allocation, units: pd.DataFrame) -> float:
    """People where districts overlap; they are shared equally among those districts."""
    return float((allocation.overlap_share * units["people"]).sum())
