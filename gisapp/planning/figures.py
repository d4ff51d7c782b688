"""Knows the plain figures of each district: people, age groups, rates, places.

Knows no question and no page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from gisapp.analysis.areal import district_totals
from gisapp.analysis.disclosure import hidden
from gisapp.db.engine import query
from gisapp.planning.question import MESH
from gisapp.planning.world import COUNTS, World

SHOWN = ("people", "people_65", "people_75", "people_0_14")


def district_figures(connection: Connection, world: World) -> dict[str, Any]:
    """Each district and the whole city as plain values; null and hidden small counts are None."""
    sums = district_totals(world.demand, COUNTS).reindex(range(len(world.districts)), fill_value=0.0)
    counts = sums.round().where(~_secret(sums))
    assets: dict[int, dict[str, int]] = {}
    counted = query("assets_by_cell" if world.system == MESH else "assets_by_district")
    for row in connection.execute(counted, _values(world)):
        assets.setdefault(row.district_id, {})[row.layer] = row.n
    districts = []
    for position, district in enumerate(world.districts.to_dict("records")):
        inside = assets.get(district["id"], {})
        figures = _figures(counts.iloc[position], sums.iloc[position])
        bounds = [district[side] for side in ("west", "south", "east", "north")]
        place = {"label": [district["lon"], district["lat"]], "bounds": bounds}
        districts.append(
            {"id": int(district["id"]), "name": district["name"], **place, **figures,
             "assets": inside, "asset_total": sum(inside.values())}
        )  # fmt: skip
    return {"city": _figures(sums.sum().round(), sums.sum()), "districts": districts}


def _values(world: World) -> dict[str, Any]:
    return {"code": world.city_code, "ids": [int(each) for each in world.districts["id"]]}


def _secret(sums: pd.DataFrame) -> pd.DataFrame:
    columns = {name: hidden(sums[name]) for name in COUNTS}
    return pd.DataFrame(columns, index=sums.index)


def _figures(shown: pd.Series, exact: pd.Series) -> dict[str, Any]:
    figures: dict[str, Any] = {name: _whole(shown[name]) for name in SHOWN}
    known = exact["age_known"] if exact["age_known"] > 0 else np.nan
    figures["aging_rate"] = _rate(exact["people_65"] / known, figures["people_65"])
    figures["late_rate"] = _rate(exact["people_75"] / known, figures["people_75"])
    return figures


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _rate(share: float, count: int | None) -> float | None:
    """A rate whose count is hidden would give the count away."""
    return None if count is None or pd.isna(share) else round(100 * float(share), 1)
