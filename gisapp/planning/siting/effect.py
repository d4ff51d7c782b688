"""Knows what new sites change: the city before and after, and which districts get into another class.

Knows no way to choose sites, no sentence and no page.
"""

from __future__ import annotations

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
from gisapp.planning.rows import rounded

Row = dict[str, Any]
Flags = NDArray[np.bool_]
#: Whom a place reaches and whom none does: either tells the other.
OF_THE_REACHED = ("covered_people", "uncovered_people", "covered_share")
HALF = 50.0


@dataclass(frozen=True)
class Effect:
    """By district position, `then` and `now` the sites are open: what `district_measures` tells of reach.

    `before` and `after` are the whole city as it may be shown, `newly` the people newly reached.
    """

    then: pd.DataFrame
    now: pd.DataFrame
    before: Row
    after: Row
    newly: float


def effect_of(desk: Desk, moment: Moment, answer: Answer, sites: pd.DataFrame) -> Effect:
    """What opening `sites` (x, y: plane metres) changes, all that is there staying as it is."""
    figures = answer.figures
    there = np.vstack([figures.supply.xy, sites[["x", "y"]].to_numpy(dtype=np.float64)])
    found = near(desk, moment, figures.world, answer.question, there)
    then, city_then = _measured(answer, figures.near)
    now, city_now = _measured(answer, found)
    newly = float(city_now["covered_people"] - city_then["covered_people"])
    before, after = _city(city_then, then), _city(city_now, now)
    if small([newly])[0]:
        after |= dict.fromkeys(OF_THE_REACHED)
    after["newly_people"] = None if after["covered_people"] is None else round(newly)
    return Effect(then, now, before, after, newly)


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


def districts_of(answer: Answer, effect: Effect) -> list[Row]:
    """Each district in order of id: shares before and after, who is newly reached, which class it gets into.

    Classes (0 far, 2 near) lie between the breaks of before. Of the share before, the share after and the
    number of people between them, two tell the third: a hidden one hides another.
    """
    then, now, world = effect.then, effect.now, answer.world
    newly = (now["covered_people"] - then["covered_people"]).fillna(0.0).to_numpy()
    whole = hidden(then["people"]) | hidden(then["target_people"])
    before_off, after_off = whole | _hides(then), whole | _hides(now)
    newly_off = before_off | after_off | hidden(newly)
    after_off |= newly_off & ~before_off
    classes = [_classes(answer, frame, off) for frame, off in ((then, before_off), (now, after_off))]
    rows = []
    for at, (district, name) in enumerate(zip(world.districts["id"], world.districts["name"], strict=True)):
        before, after = (_class(each[at]) for each in classes)
        rows.append(
            {
                "id": int(district),
                "name": name,
                "before_share": None if before_off[at] else rounded(then["covered_share"].iloc[at], 1),
                "after_share": None if after_off[at] else rounded(now["covered_share"].iloc[at], 1),
                "newly_people": None if newly_off[at] else round(newly[at]),
                "class_before": before,
                "class_after": after,
                "changed": None not in (before, after) and before != after,
            }
        )
    return rows


def _hides(frame: pd.DataFrame) -> Flags:
    """Where who is reached, or who isn't, are too few to be told."""
    return hidden_parts([frame["covered_people"], frame["uncovered_people"]])


def _classes(answer: Answer, frame: pd.DataFrame, off: Flags) -> NDArray[np.int64]:
    found = classify(frame["covered_share"], answer.classes.covered_breaks)
    return np.where(off, UNKNOWN, found)


def _class(number: int) -> int | None:
    return None if number == UNKNOWN else int(number)
