"""Knows which places count as supply for a question, how large each is taken to be, how well it is known.

Knows no people and no distance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from gisapp.analysis.reach import district_of
from gisapp.crs import STORAGE_SRID, transform_points
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.question import FORMALITIES, Question, categories
from gisapp.planning.scenarios import apply
from gisapp.planning.world import OUTSIDE, World

FORMAL, INFORMAL = ("公的", "準公的"), "インフォーマル"
#: Weeks in a month: 365.25 days over 12 months of 7-day weeks.
WEEKS_A_MONTH = 365.25 / 12 / 7
#: What each way to size a place multiplies.
SIZES = {
    "count": (),
    "capacity": ("capacity",),
    "hours": ("hours_month",),
    "hours_capacity": ("hours_month", "capacity"),
}
SIZE_WORDS = {"capacity": "定員", "hours_month": "開いている時間"}


@dataclass(frozen=True)
class Supply:
    """The places a question counts.

    `places`: a row a place that has a point: id, layer, name, lon, lat, x, y (plane metres), formality and
    `size` (1, or capacity, or hours a month, or both multiplied). `inside`: `place` (position) and `district`
    (position, -1 outside all), a row for each district of a choice area. `filled` places had no size told
    and took the median of their kind. `missing`: titles of categories of which no place is known; `other`:
    of those whose known places are all of another formality.
    """

    places: pd.DataFrame
    inside: pd.DataFrame
    known: int
    checked: int
    unplaced: int
    hidden: int
    rough: int
    filled: int
    missing: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def outside(self) -> int:
        """How many of the places lie outside all districts."""
        return int((self.inside["district"] == OUTSIDE).sum())

    @property
    def unguarded(self) -> tuple[str, ...]:
        """The kinds of which no place outside the districts is known: the neighbours' are missing."""
        outside = self.inside.loc[self.inside["district"] == OUTSIDE, "place"]
        guarded = set(self.places["layer"].iloc[outside])
        return tuple(key for key in dict.fromkeys(self.places["layer"]) if key not in guarded)

    @property
    def xy(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(n, 2) plane metres."""
        return self.places[["x", "y"]].to_numpy(dtype=np.float64)

    @property
    def size(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        return self.places["size"].to_numpy(dtype=np.float64)


def supply_of(
    connection: Connection, world: World, question: Question, changes: Sequence[Mapping[str, Any]] = ()
) -> Supply:
    """The question's places in `world`, with the `changes` of a scenario made to them.

    Raises UserError where none of the categories has a place (ASK-011) or none has the size asked (ASK-012).
    """
    listed = apply(changes, _listed(connection, world.city_code, question.categories))
    # a scenario may add places of a kind that isn't asked about
    everything = listed[listed["layer"].isin(question.categories)]
    listed = everything[_of_formality(everything["formality"], question.formality)]
    placed = listed[listed["lon"].notna()].reset_index(drop=True)
    missing, other = _not_counted(everything, placed, question)
    if placed.empty and other:
        message = f"{'・'.join(other)}に、{FORMALITIES[question.formality]}の場所はありません。"
        raise UserError("ASK-011", message, "「両方」を選ぶか、ほかの種類を選んでください。", status=404)
    if placed.empty:
        raise UserError(
            "ASK-011",
            f"{'・'.join(missing)}は、位置の分かるデータがまだないため計算できません。",
            "ほかの種類を選ぶか、管理者にデータの読み込みを頼んでください。",
            status=404,
        )
    lonlat = placed[["lon", "lat"]].to_numpy(dtype=np.float64)
    placed[["x", "y"]] = transform_points(lonlat, STORAGE_SRID, world.plane_srid)
    placed["size"], filled = _sizes(placed, SIZES[question.supply])
    found = district_of(placed[["x", "y"]], world.shapes_m)
    return Supply(
        places=placed,
        inside=found.rename(columns={"point": "place"}),
        known=len(listed),
        checked=int(listed["checked"].sum()),
        unplaced=len(listed) - len(placed),
        hidden=int(placed["hidden"].sum()),
        rough=int(placed["rough"].sum()),
        filled=filled,
        missing=missing,
        other=other,
    )


def planned(connection: Connection, code: str) -> int:
    """How many places of a municipality are only planned."""
    count: int = connection.execute(query("planned_count"), {"code": code}).scalar_one()
    return count


def _listed(connection: Connection, code: str, layers: Sequence[str]) -> pd.DataFrame:
    rows = connection.execute(query("supply"), {"code": code, "layers": list(layers)}).mappings().all()
    columns = [
        "id", "layer", "name", "address", "lon", "lat", "formality", "capacity", "checked", "hidden",
        "rough", "planned", "week_h",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    numbers = frame[["lon", "lat", "capacity", "week_h"]].astype(float)
    frame[numbers.columns] = numbers
    frame["hours_month"] = frame.pop("week_h") * WEEKS_A_MONTH
    for flag in ("checked", "hidden", "rough", "planned"):
        frame[flag] = frame[flag].eq(True)
    return frame


def _not_counted(
    everything: pd.DataFrame, placed: pd.DataFrame, question: Question
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles of the categories without a place that counts: nowhere known, or all of another formality."""
    known = set(everything.loc[everything["lon"].notna(), "layer"])
    without = [key for key in question.categories if key not in set(placed["layer"])]
    return (
        tuple(categories()[key] for key in without if key not in known),
        tuple(categories()[key] for key in without if key in known),
    )


def _of_formality(formality: pd.Series, asked: str) -> pd.Series:
    """Which places are of the formality asked for; one that nobody told is of none in particular."""
    if asked == "formal":
        return formality.isin(FORMAL)
    return formality.eq(INFORMAL) if asked == "informal" else pd.Series(True, index=formality.index)


def _sizes(placed: pd.DataFrame, names: Sequence[str]) -> tuple[pd.Series, int]:
    """How large each place is, and of how many that had to be filled in with the median of its kind."""
    size, filled = pd.Series(1.0, index=placed.index), pd.Series(False, index=placed.index)
    for name in names:
        told = placed[name]
        if told.isna().all():
            message = f"{SIZE_WORDS[name]}の分かる場所が1か所もないため、計算できません。"
            raise UserError(
                "ASK-012", message, "「場所の大きさ」で「か所の数」を選んでください。", status=404
            )
        usual = told.groupby(placed["layer"]).transform("median").fillna(told.median())
        filled |= told.isna()
        size = size * told.fillna(usual)
    return size, int(filled.sum())
