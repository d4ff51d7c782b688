"""Knows what is doubtful about where the rows of an import lie, and what a person is asked about it.

Knows no format. Judges before anything is stored, by the city's outline; `gisapp.ingest.fit` judges after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.crs import STORAGE_SRID, accuracy, transform_points
from gisapp.ingest.city import City
from gisapp.ingest.shift import Candidate, other_datum, propose_crs
from importers._faults import ask, note
from importers._maps.crs import GEOGRAPHIC, label, option
from importers._record import Option, Problem
from layers._layer import AreaRow, AssetRow, CellRow, EdgeRow, Row, TownRow

#: So near to the outline (m) a point may still be meant to lie inside.
NEAR_M = 100.0
#: What another reading must put inside, and by how much it must be better, before anybody is asked.
MOST_INSIDE, BETTER_BY = 0.8, 0.3
#: Along a border drawn with care nearly every vertex is inside the outline; 450 m off, many are not.
ALL_INSIDE, NOT_ALL = 0.995, 0.985
_HOW = "地図に仮に示した位置と、配布元の座標系の記載を確かめて選んでください。"
_GRIDS = "精度が要るときは、国土地理院の格子ファイル（.par）をデータのフォルダーのgridsに置いてください。"
#: So many positions tell how exactly a file can be carried over.
_JUDGED = 50
_SWAP = (Option("yes", "入れ替える"), Option("no", "入れ替えない"))
R = TypeVar("R", bound=Row)


def as_chosen(rows: Sequence[R], choices: Mapping[str, str]) -> list[R]:
    """Places of tables, which are always degrees, on the datum that a person has chosen for them.

    Formats that know of coordinate systems have taken the answer already.
    """
    chosen = choices.get("crs", "")
    if not chosen.isdecimal() or int(chosen) not in GEOGRAPHIC:
        return list(rows)
    places = (AssetRow, TownRow)
    return [
        replace(row, srid=int(chosen)) if isinstance(row, places) and row.srid in GEOGRAPHIC else row
        for row in rows
    ]


def accuracy_notes(rows: Sequence[Row]) -> list[Problem]:
    """CRS-805 for each CRS whose places can't be carried to storage exactly for want of a grid."""
    told = []
    for srid in sorted({row.srid for row in rows}):
        xy = _positions([row for row in rows if row.srid == srid])
        if not len(xy):
            continue
        places = transform_points(xy[:: max(1, len(xy) // _JUDGED)], srid, STORAGE_SRID)
        words = max((accuracy(srid, float(lon), float(lat)) for lon, lat in places), key=_metres_in)
        if words:
            told.append(note("CRS-805", f"{label(srid)}から変換しました。{words}。", _GRIDS))
    return told


def of_reading(rows: Sequence[Row], city: City, choices: Mapping[str, str]) -> list[Problem]:
    """CRS-806 (another CRS puts the rows into the city) and CRS-807 (so do swapped numbers), before storage.

    Areas are asked about the Tokyo datum (CRS-808) where it alone puts their whole border inside. Nothing is
    asked about a file of which no reading puts most into the city: it is larger than the city.
    """
    srids = {row.srid for row in rows}
    if len(srids) != 1:
        return []
    said = srids.pop()
    near = shapely.buffer(city.outline_m, NEAR_M)
    found = propose_crs(_positions(rows), said, near, city.plane_srid)
    best, given = found[0], next(each for each in found if each.srid == said and not each.swapped)
    if best.share >= MOST_INSIDE and best.share - given.share >= BETTER_BY:
        return _questions(best, given, choices)
    code = other_datum(said)
    other = next((each for each in found if each.srid == code and not each.swapped), given)
    if isinstance(rows[0], AreaRow) and other.share >= ALL_INSIDE and given.share <= NOT_ALL:
        return ask_datum(said, other.srid, f"市の中 {given.share:.0%}→{other.share:.0%}", choices)
    return []


def ask_datum(said: int, other: int, value: str, choices: Mapping[str, str]) -> list[Problem]:
    """CRS-808, unless somebody has answered: the places are off by about what lies between the datums."""
    if "crs" in choices:
        return []
    message = f"位置が一定の向きに400mほどずれています。座標が{label(other)}のようです。"
    options = (option(other), option(said))
    return [ask("CRS-808", message, _HOW, choice="crs", options=options, value=value)]


def _metres_in(words: str) -> int:
    return int("".join(filter(str.isdecimal, words)) or 0)


def _questions(best: Candidate, given: Candidate, choices: Mapping[str, str]) -> list[Problem]:
    value = f"市の中 {given.share:.0%}→{best.share:.0%}"
    asked = []
    if best.srid != given.srid:
        message = (
            f"{label(given.srid)}として読むと、ほとんどが市の外になります。{label(best.srid)}のようです。"
        )
        options = (option(best.srid), option(given.srid))
        asked.append(ask("CRS-806", message, _HOW, choice="crs", options=options, value=value))
    if best.swapped:
        message = "座標の縦（X）と横（Y）が逆のようです。入れ替えますか。"
        asked.append(ask("CRS-807", message, _HOW, choice="swap", options=_SWAP, value=value))
    return [question for question in asked if question.choice not in choices]


def _positions(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Every position of the rows, n × 2, in their own CRS."""
    drawn = [row.geometry for row in rows if isinstance(row, (AreaRow, CellRow, EdgeRow))]
    places = [
        (row.lon, row.lat)
        for row in rows
        if isinstance(row, (AssetRow, TownRow)) and row.lon is not None and row.lat is not None
    ]
    return np.vstack([shapely.get_coordinates(drawn), np.array(places, dtype=float).reshape(-1, 2)])
