"""Knows where something new could open: in places that are there, where people live, at points of one's own.

Knows no distance and no way to choose among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sqlalchemy.engine import Connection

from gisapp.analysis.reach import district_of
from gisapp.crs import STORAGE_SRID, transform_points
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.siting.question import AT, NOTHING, POINTS, SiteQuestion
from gisapp.planning.world import World
from layers import all_layers

Floats = NDArray[np.float64]
WORDS = {POINTS: "人が住んでいる地点", NOTHING: "施設は使わない", AT: "地図で選んだ地点"}
MOST_POINTS = 500
#: Candidates nearer to each other than this are one.
SPOT_M = 1.0
#: Steps in which points of people are thinned out.
APART_M = (50.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1200.0, 1600.0, 2400.0, 4800.0)
COLUMNS = ["id", "name", "layer", "host", "address", "lon", "lat", "coarse"]


def host_layers(*, private: bool) -> list[str]:
    """The layers whose places could hold a new one; those that the public never sees only if `private`."""
    return [
        key for key, layer in all_layers().items() if layer.hosts and (private or layer.audience == "public")
    ]


def hosts(connection: Connection, code: str, *, private: bool) -> dict[str, str]:
    """What may be asked for as candidates in a municipality, key and title: loaded layers, and points."""
    layers = host_layers(private=private)
    found = set(connection.execute(query("candidate_hosts"), {"code": code, "layers": layers}).scalars())
    titles = {key: all_layers()[key].title for key in layers if key in found}
    return {**titles, POINTS: WORDS[POINTS]}


def candidates_of(
    connection: Connection, world: World, asked: SiteQuestion, *, target: Floats, private: bool
) -> pd.DataFrame:
    """The candidates asked for, in order: one's own points, places by layer and id, points of people.

    Columns: id ("at:1", "host:123", "point:55"), name, layer, host (title), address, lon, lat (degrees), x, y
    (plane metres), coarse (the point stands for a town), `also` (names of others on the same spot), district
    (position, -1 for none). All lie inside the municipality. `target` (demand points,): how many of the group
    live there. Raises UserError: ASK-041 without any candidate, ASK-042 for an own point outside, ASK-043 for
    a layer that only administrators may use.
    """
    parts = [_own(connection, world, asked.at)]
    layers = _layers(asked, private=private)
    if layers:
        parts.append(_places(connection, world.city_code, layers))
    if POINTS in asked.hosts:
        parts.append(_points(world, target))
    rows = [row for part in parts for row in part if row["id"] not in asked.without]
    if not rows:
        raise UserError(
            "ASK-041",
            "新しい場所の候補がありません。",
            "候補の種類を選び直すか、地図で地点を選んでください。「人が住んでいる地点」はいつでも使えます。",
            status=404,
        )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    lonlat = frame[["lon", "lat"]].to_numpy(dtype=np.float64)
    frame[["x", "y"]] = transform_points(lonlat, STORAGE_SRID, world.plane_srid)
    frame = _one_a_spot(frame)
    inside = district_of(frame[["x", "y"]], world.shapes_m).drop_duplicates("point")
    frame["district"] = inside.sort_values("point")["district"].to_numpy()
    return frame


def _layers(asked: SiteQuestion, *, private: bool) -> list[str]:
    """The layers asked for, in drawing order; without a word all that the public may see."""
    if not asked.hosts:
        return host_layers(private=False)
    allowed = host_layers(private=private)
    for key in asked.hosts:
        if key in all_layers() and key not in allowed:
            message = f"「{all_layers()[key].title}」は、管理者だけが候補に使えます。"
            raise UserError(
                "ASK-043", message, "ほかの候補を選ぶか、管理者の画面で使ってください。", status=403
            )
    return [key for key in allowed if key in asked.hosts]


def _own(connection: Connection, world: World, at: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    values = {"code": world.city_code, "lons": [lon for lon, _ in at], "lats": [lat for _, lat in at]}
    outside = connection.execute(query("candidate_outside"), values).scalars().first() if at else None
    if outside is not None:
        lon, lat = at[outside - 1]
        message = f"選んだ地点（緯度 {lat:.5f}、経度 {lon:.5f}）は市区町村の外です。"
        raise UserError("ASK-042", message, "市区町村の中の地点を選んでください。")
    return [
        _row(f"{AT}:{number}", f"選んだ地点{number}", AT, lon=lon, lat=lat)
        for number, (lon, lat) in enumerate(at, start=1)
    ]


def _places(connection: Connection, code: str, layers: Sequence[str]) -> list[dict[str, Any]]:
    private = [key for key in layers if all_layers()[key].audience != "public"]
    values = {"code": code, "layers": list(layers), "private": private}
    return [
        _row(f"host:{row.id}", row.name, row.layer, lon=row.lon, lat=row.lat, address=row.address)
        | {"coarse": _coarse(row.precision, row.position_method)}
        for row in connection.execute(query("candidate_places"), values)
    ]


def _coarse(precision: str, method: str | None) -> bool:
    """Whether the point stands for a town or a district; what the public never sees may be exact."""
    return precision in ("町丁目", "校区") or (precision == "hidden" and (method or "").startswith("町丁目"))


def _points(world: World, target: Floats) -> list[dict[str, Any]]:
    """Where people live in the districts, thinned out by their number; the first of several on one spot."""
    demand = world.demand[["x", "y", "district"]].assign(target=target)
    here = demand[(demand["district"] >= 0) & (demand["target"] > 0)].reset_index(names="point")
    first = here.groupby(["x", "y"], sort=False).agg(
        point=("point", "first"), district=("district", "first"), target=("target", "sum")
    )
    spots = first.reset_index().sort_values("point", ignore_index=True)
    kept = spots.iloc[thinned(spots[["x", "y"]].to_numpy(), spots["target"].to_numpy(), most=MOST_POINTS)]
    lonlat = transform_points(kept[["x", "y"]].to_numpy(), world.plane_srid, STORAGE_SRID)
    names = world.districts["name"].to_numpy()[kept["district"]]
    return [
        _row(f"point:{point}", f"{name}の地点{point}", POINTS, lon=lon, lat=lat)
        for point, name, (lon, lat) in zip(kept["point"], names, lonlat.tolist(), strict=True)
    ]


def thinned(xy: Floats, people: Floats, *, most: int) -> NDArray[np.int64]:
    """At most `most` of the points, in their order: those with more people stand for those around them.

    They are thinned out step by step, each a little farther apart, until so few are left; ties go to the
    earlier point. Where even the last step leaves more, those with the most people are kept.
    """
    kept = np.argsort(-people, kind="stable")
    for apart_m in APART_M:
        if len(kept) <= most:
            break
        kept = kept[_apart(xy[kept], apart_m)]
    return np.sort(kept[:most])


def _apart(xy: Floats, apart_m: float) -> NDArray[np.bool_]:
    """Which points stay when, in their order, each that stays takes away all that are so near to it."""
    one, other = cKDTree(xy).query_pairs(apart_m, output_type="ndarray").T
    order = np.argsort(one, kind="stable")
    later, start = other[order], np.searchsorted(one[order], np.arange(len(xy) + 1))
    stays = np.ones(len(xy), dtype=bool)
    for point in range(len(xy)):
        if stays[point]:
            stays[later[start[point] : start[point + 1]]] = False
    return stays


def _row(
    key: str, name: str, layer: str, *, lon: float, lat: float, address: str | None = None
) -> dict[str, Any]:
    host = WORDS.get(layer) or all_layers()[layer].title
    return {
        "id": key, "name": name, "layer": layer, "host": host, "address": address, "lon": lon, "lat": lat,
        "coarse": False,
    }  # fmt: skip


def _one_a_spot(frame: pd.DataFrame) -> pd.DataFrame:
    """The first of the candidates on one spot, with the names of the others in `also`."""
    spot = (frame[["x", "y"]] / SPOT_M).round().apply(tuple, axis=1)
    others = frame["name"].groupby(spot).agg(lambda names: list(dict.fromkeys(names)))
    first = frame[~spot.duplicated()].copy()
    first["also"] = [
        [name for name in others[where] if name != own]
        for where, own in zip(spot[first.index], first["name"], strict=True)
    ]
    return first.reset_index(drop=True)
