"""Knows what changes between two states of the places: the city, and which districts get into another class.

Knows no way to choose sites, no sentence and no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.classes import UNKNOWN, classify
from gisapp.analysis.disclosure import hidden, hidden_parts, small
from gisapp.analysis.measures import district_measures
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.gaps import Answer
from gisapp.planning.near import Near, near
from gisapp.planning.ranking import HALF
from gisapp.planning.rows import rounded

Row = dict[str, Any]
Flags = NDArray[np.bool_]
#: Whom a place reaches and whom none does: either tells the other.
OF_THE_REACHED = ("covered_people", "uncovered_people", "covered_share")


@dataclass(frozen=True)
class Effect:
    """What opening sites changes. `now`: what `district_measures` tells of reach once they are open.

    `before` and `after` are the whole city as it may be shown, `newly` the people newly reached.
    """

    now: pd.DataFrame
    before: Row
    after: Row
    newly: float


def effect_of(desk: Desk, moment: Moment, answer: Answer, sites: pd.DataFrame) -> Effect:
    """What opening `sites` (x, y: plane metres) changes, all that is there staying as it is."""
    figures = answer.figures
    there = np.vstack([figures.supply.xy, sites[["x", "y"]].to_numpy(dtype=np.float64)])
    found = near(desk, moment, figures.world, answer.question, there)
    city_then = figures.city.iloc[0]
    now, city_now = _measured(answer, found)
    newly = float(city_now["covered_people"] - city_then["covered_people"])
    before, after = _city(city_then, figures.measures), _city(city_now, now)
    if few_between(0, newly):
        after |= dict.fromkeys(OF_THE_REACHED)
    after["newly_people"] = None if after["covered_people"] is None else gone(0, newly, 0)
    return Effect(now, before, after, newly)


def gone(then: float, now: float, digits: int) -> float | int | None:
    """By how much a figure grows: the exact difference, rounded; None for null."""
    return rounded(now - then, digits)


def few_between(then: float, now: float) -> bool:
    """Whether two counts lie so few people apart that the later one would tell who they are."""
    return bool(small(abs(now - then)))


def _measured(answer: Answer, found: Near) -> tuple[pd.DataFrame, pd.Series]:
    """Reach by district, null where a district's group isn't known, and of all districts together."""
    figures, nothing = answer.figures, pd.DataFrame({"district": [], "supply": []})
    demand, count = figures.demand, len(figures.world.districts)

    def measured(demand: pd.DataFrame, districts: int) -> pd.DataFrame:
        return district_measures(
            demand,
            nothing,
            districts=districts,
            nearest_m=found.nearest_m,
            within_m=answer.question.within_m,
            pairs=found.pairs,
        )

    together = demand.assign(district=np.minimum(demand["district"], 0))
    told = measured(demand, count).where(figures.measures["target_people"].notna())
    return told, measured(together, 1).iloc[0]


def _city(found: pd.Series, districts: pd.DataFrame) -> Row:
    row = {
        "target_people": rounded(found["target_people"], 0),
        "covered_people": rounded(found["covered_people"], 0),
        "uncovered_people": rounded(found["uncovered_people"], 0),
        "covered_share": rounded(found["covered_share"], 1),
        "far_districts": int((districts["covered_share"] < HALF).sum()),
        "nearest_mean_m": rounded(found["nearest_mean_m"], 0),
    }
    if small([found["covered_people"], found["uncovered_people"]]).any():
        row |= dict.fromkeys(OF_THE_REACHED)
    return row


def districts_of(answer: Answer, now: pd.DataFrame, *, without: Answer | None = None) -> list[Row]:
    """Each district in order of id: shares before and after, who is newly reached, which class it gets into.

    Classes (0 far, 2 near) lie between the breaks of before. What is hidden in one of the two states, in the
    change between them, or in the answer `without` any scenario, is hidden in all: two states that differ
    elsewhere only would tell it. `hidden` says so; of a district whose group isn't known nothing is hidden.
    """
    then, world = answer.figures.measures, answer.world
    newly = (now["covered_people"] - then["covered_people"]).fillna(0.0).to_numpy()
    off = _off(answer, now, newly)
    if without is not None:
        off |= _not_told(without)
    classes = [_classes(answer, frame, off) for frame in (then, now)]
    rows = []
    for at, (district, name) in enumerate(zip(world.districts["id"], world.districts["name"], strict=True)):
        before, after = (_class(each[at]) for each in classes)
        rows.append(
            {
                "id": int(district),
                "name": name,
                "before_share": None if off[at] else rounded(then["covered_share"].iloc[at], 1),
                "after_share": None if off[at] else rounded(now["covered_share"].iloc[at], 1),
                "newly_people": None if off[at] else gone(0, newly[at], 0),
                "class_before": before,
                "class_after": after,
                "changed": None not in (before, after) and before != after,
                "hidden": bool(off[at]),
            }
        )
    return rows


def _off(answer: Answer, now: pd.DataFrame, newly: NDArray[np.float64]) -> Flags:
    """Where before, after or the change between them mustn't be told."""
    few = hidden(now["people"]) | hidden(now["target_people"]) | hidden(now["unreached_people"])
    reached = hidden_parts([now["covered_people"], now["uncovered_people"]])
    return np.asarray(_not_told(answer) | few | reached | hidden(np.abs(newly)))


def _not_told(answer: Answer) -> Flags:
    """By district position, where the answer is known and hides who is reached."""
    told = {row["id"] for row in answer.rows if row["covered_people"] is not None}
    secret = ~answer.world.districts["id"].isin(told).to_numpy()
    return np.asarray(secret & answer.figures.measures["covered_people"].notna().to_numpy())


def moved_of(rows: Sequence[Row]) -> list[Row]:
    """The districts where something changes or may do so: other class first, then by people, then by id.

    All that are hidden are among them: whether they change isn't told either.
    """
    moved = [row for row in rows if row["changed"] or row["hidden"] or row["newly_people"]]
    return sorted(moved, key=lambda row: (not row["changed"], -abs(row["newly_people"] or 0), row["id"]))


def tally(rows: Sequence[Row]) -> Row:
    """How many districts gain or lose people within reach, change class, stay, or are hidden."""
    found = {
        "more": sum((row["newly_people"] or 0) > 0 for row in rows),
        "fewer": sum((row["newly_people"] or 0) < 0 for row in rows),
        "changing": sum(row["changed"] for row in rows),
        "hidden": sum(row["hidden"] for row in rows),
    }
    return found | {"still": len(rows) - found["more"] - found["fewer"] - found["hidden"]}


def _classes(answer: Answer, frame: pd.DataFrame, off: Flags) -> NDArray[np.int64]:
    found = classify(frame["covered_share"], answer.classes.covered_breaks)
    return np.where(off, UNKNOWN, found)


def _class(number: int) -> int | None:
    return None if number == UNKNOWN else int(number)
