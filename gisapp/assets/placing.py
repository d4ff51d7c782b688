"""Knows how assets without coordinates are placed: by the same address elsewhere, else by their town.

Knows no format. What can't be placed keeps no point and is listed as 要位置確認.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from gisapp.assets.address import LonLat, address_key, find_town, names_a_place
from gisapp.db.engine import query
from layers._layer import AssetRow


@dataclass(frozen=True, slots=True)
class Placed:
    """An asset row and where its point comes from (None where there is no point)."""

    row: AssetRow
    method: str | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The municipality that addresses are in: code, and the names that they may begin with."""

    code: str
    prefecture: str
    name: str


def place(connection: Connection, rows: Sequence[AssetRow], city: Whereabouts) -> list[Placed]:
    """Each row with the best point that is known, its precision and the method, in the same order."""
    towns = {
        row.search_key: (row.lon, row.lat)
        for row in connection.execute(query("gazetteer_towns"), {"code": city.code})
    }
    known: dict[str, tuple[str, LonLat]] = {}
    for row in connection.execute(query("placed_addresses"), {"code": city.code}):
        known.setdefault(_key(row.address, city), (row.name, (row.lon, row.lat)))
    return [_place_one(row, city, known, towns) for row in rows]


def _place_one(
    row: AssetRow, city: Whereabouts, known: dict[str, tuple[str, LonLat]], towns: dict[str, LonLat]
) -> Placed:
    if row.lon is not None:
        return Placed(row, "提供されたデータの緯度・経度")
    if not row.address:
        return Placed(row, None)
    key = _key(row.address, city)
    if names_a_place(key) and key in known:
        name, (lon, lat) = known[key]
        return Placed(replace(row, lon=lon, lat=lat), f"同じ住所の施設（{name}）の位置")
    town = find_town(key, towns)
    if town:
        name, (lon, lat) = town
        return Placed(replace(row, lon=lon, lat=lat, precision="町丁目"), f"町丁目（{name}）の代表点")
    return Placed(row, None)


def _key(address: str, city: Whereabouts) -> str:
    return address_key(address, prefecture=city.prefecture, city=city.name)
