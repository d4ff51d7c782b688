"""Knows where the towns of postal codes are: where the loaded gazetteer has the town, or the 丁目 of it.

Knows no format. A town that the gazetteer doesn't have is told and left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from sqlalchemy.engine import Connection

from gisapp.assets.gazetteer import LonLat
from gisapp.assets.town_names import block_of, town_keys
from gisapp.db.engine import query
from importers._record import Problem
from layers._layer import PostalRow, TownRow

#: How many towns without a place are named.
NAMED = 20


def located(
    connection: Connection, rows: Sequence[PostalRow], code: str
) -> tuple[list[TownRow], list[Problem]]:
    """A row of the gazetteer for each code of each town (degrees, 6668): the code stands as its block."""
    places = _places(connection, code)
    found, lost = [], []
    for row in dict.fromkeys(rows):
        points = places.get(_key((row.ward or "") + row.name)) or places.get(_key(row.name))
        if points:
            lon, lat = (fmean(part) for part in zip(*points, strict=True))
            found.append(TownRow(row.name, lon, lat, block=row.code))
        else:
            lost.append(row.name)
    return found, _problems(lost, towns=bool(places))


def _places(connection: Connection, code: str) -> dict[str, list[LonLat]]:
    """Points of towns by name, of a whole town those of its 丁目."""
    places: dict[str, list[LonLat]] = defaultdict(list)
    for name in ("gazetteer_towns", "gazetteer_block_towns"):
        for row in connection.execute(query(name), {"code": code}):
            key = _key(row.name)
            whole = block_of(key)
            for each in {key, whole[0] if whole else key}:
                places[each].append((row.lon, row.lat))
    return places


def _key(name: str) -> str:
    return town_keys(name)[2]


def _problems(lost: Sequence[str], *, towns: bool) -> list[Problem]:
    if not towns:
        message = "町の位置の表がまだないため、郵便番号の町を地図に置けません。"
        return [Problem("ADR-620", message, "町丁目の位置（住所の表）を先に取り込んでください。", "refuse")]
    if not lost:
        return []
    names = "、".join(lost[:NAMED]) + ("など" if len(lost) > NAMED else "")
    message = f"町の位置の表にない町が{len(lost):,}あります（{names}）。その郵便番号ではさがせません。"
    return [Problem("ADR-621", message, "町の名前が変わっていないか確かめてください。", "note")]
