"""Knows a question's figures as plain values that may be shown: small counts and what tells them are None.

Knows nothing of how the figures came about, and no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.classes import Bivariate
from gisapp.analysis.disclosure import hidden, hidden_parts, small
from gisapp.analysis.walk import minutes
from gisapp.planning.question import DISTANCES_M, Question
from gisapp.planning.ranking import HALF, Ranking
from gisapp.planning.words import HIDDEN_NOTE, PARTLY_NOTE, UNKNOWN_NOTE, VERDICTS, focus_words
from gisapp.planning.world import World

Row = dict[str, Any]
#: How many decimals each figure is shown with.
DECIMALS = {
    "people": 0, "target_people": 0, "aging_rate": 1, "late_rate": 1, "children_rate": 1, "target_rate": 1,
    "assets": 0, "supply": 0, "assets_per_1000": 2, "people_per_asset": 0, "covered_people": 0,
    "uncovered_people": 0, "covered_share": 1, "nearest_mean_m": 0, "nearest_median_m": 0, "nearest_p90_m": 0,
    "unreached_people": 0,
}  # fmt: skip
_OF_SCORE = (
    "score", "rank", "components", "stability", "rank_best", "rank_last", "verdict", "verdict_words", "worst",
)  # fmt: skip
_OF_CLASS = ("aging_class", "service_class")
#: What a count of people, of older people, of children, and of people reached or not could be told from.
SECRET = (
    "people", "target_people", "aging_rate", "late_rate", "children_rate", "target_rate", "assets_per_1000",
    "people_per_asset", "covered_people", "uncovered_people", "covered_share", "covered", "nearest_mean_m",
    "nearest_median_m", "nearest_p90_m", "nearest_mean_min", "unreached_people", "access",
    *_OF_SCORE, *_OF_CLASS,
)  # fmt: skip
OF_THE_OLD = ("aging_rate", "aging_class", "focus", *_OF_SCORE)
OF_THE_LATE = ("late_rate",)
OF_CHILDREN = ("children_rate",)
OF_THE_REACHED = (
    "covered_people", "uncovered_people", "covered_share", "covered", "unreached_people", "service_class",
    *_OF_SCORE,
)  # fmt: skip
_AGES = {"people_65": OF_THE_OLD, "people_75": OF_THE_LATE, "people_0_14": OF_CHILDREN}


def rows_of(
    question: Question,
    measures: pd.DataFrame,
    ranked: Ranking,
    *,
    classes: Bivariate,
    world: World,
    unguarded: bool,
    unknown: NDArray[np.float64],
    real: pd.DataFrame | None = None,
) -> list[Row]:
    """One plain row for each district, most in need first; those without a rank last, by id.

    `unguarded`: a category is known inside the municipality only, so districts at its border are marked.
    `unknown`: by district, the share of its demand points where nobody knows how many of the group there are.
    `real`: the measures without the scenario, where there is one: the two can be read side by side.
    """
    hides = _hides(measures, world, real)
    far = {limit: _reached_by_few(measures, limit, real) for limit in DISTANCES_M}
    scored = _scored(ranked)
    rows = []
    for at, (district, found) in enumerate(
        zip(world.districts.to_dict("records"), measures.to_dict("records"), strict=True)
    ):
        row = {"id": int(district["id"]), "name": district["name"], **_figures(question, found), **scored[at]}
        row["aging_class"] = _class(classes.aging[at])
        row["service_class"] = _class(2 - classes.far[at] if classes.far[at] >= 0 else -1)
        row["border"] = unguarded and district["ring_m"] <= question.within_m
        row["focus"] = in_focus(question, found["aging_rate"])
        row["note"] = _note(float(found["people"]), float(unknown[at]))
        row["covered"] |= {str(limit): None for limit, few in far.items() if few[at]}
        rows.append(_without_secrets(row, [names for hide, names in hides if hide[at]]))
    # a hidden rank must not be told by the place in the list
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or row["id"]))


def _hides(
    measures: pd.DataFrame, world: World, real: pd.DataFrame | None
) -> list[tuple[NDArray[np.bool_], tuple[str, ...]]]:
    """Which districts' figures of which kind have to be hidden."""
    counted = world.demand[world.demand["district"] >= 0].groupby("district")[[*_AGES, "age_known"]].sum()
    counts = counted.reindex(measures.index, fill_value=0.0)
    of_age = {name: hidden_parts([counts[name], counts["age_known"] - counts[name]]) for name in _AGES}
    reached = hidden_parts([measures["covered_people"], measures["uncovered_people"]])
    if real is not None:
        reached |= hidden_parts([real["covered_people"], real["uncovered_people"]])
        reached |= hidden((measures["covered_people"] - real["covered_people"]).abs())
    return [
        (hidden(measures["people"]) | hidden(measures["target_people"]), SECRET),
        *((of_age[name], names) for name, names in _AGES.items()),
        (reached | hidden(measures["unreached_people"]), OF_THE_REACHED),
    ]


def _reached_by_few(measures: pd.DataFrame, limit: int, real: pd.DataFrame | None) -> NDArray[np.bool_]:
    """Where the share within another distance would tell a small number of people."""
    reached, others = _within(measures, limit)
    few = hidden_parts([reached, others])
    if real is None:
        return few
    before = _within(real, limit)
    return np.asarray(few | hidden_parts(before) | hidden((reached - before[0]).abs()))


def _within(measures: pd.DataFrame, limit: int) -> tuple[pd.Series, pd.Series]:
    """Target people within another distance, and beyond it."""
    target = measures["target_people"]
    reached = target * measures.get(f"covered_share_{limit}", measures["covered_share"]) / 100
    return reached, target - reached


def _note(people: float, unknown: float) -> str:
    if unknown == 1:
        return UNKNOWN_NOTE
    if not round(people):
        return "住んでいる人がいません"
    return PARTLY_NOTE if unknown else ""


def _without_secrets(row: Row, secrets: list[tuple[str, ...]]) -> Row:
    for names in secrets:
        row.update(dict.fromkeys(names))
        row["worst"], row["note"] = False, HIDDEN_NOTE
    return row


def _figures(question: Question, found: Mapping[Any, Any]) -> Row:
    """The measures of one district, or of the city, as they are written."""
    row: Row = {name: rounded(found[name], digits) for name, digits in DECIMALS.items()}
    shares = {
        f"{limit}": found.get(f"covered_share_{limit}", found["covered_share"]) for limit in DISTANCES_M
    }
    row["has_any"] = bool(found["has_any"])
    row["covered"] = {limit: rounded(share, 1) for limit, share in shares.items()}
    walk = minutes(found["nearest_mean_m"], speed_km_h=question.speed_km_h)
    row["nearest_mean_min"] = rounded(float(walk), 0)
    row["access"] = rounded(1000 * found["access_mean"], 2)
    return row


def _scored(ranked: Ranking) -> list[Row]:
    """By district position: its score and what it is made of, its rank, and how far that holds."""
    components = ranked.components.to_dict("records")
    return [
        {
            "score": rounded(ranked.score[at], 1),
            "rank": rounded(ranked.rank[at], 0),
            "worst": bool(ranked.worst[at]),
            "components": {str(name): rounded(value, 0) for name, value in components[at].items()},
            "stability": rounded(100 * ranked.stability[at], 0),
            "rank_best": rounded(ranked.best[at], 0),
            "rank_last": rounded(ranked.last[at], 0),
            "verdict": verdict,
            "verdict_words": VERDICTS[verdict] if verdict else None,
        }
        for at, verdict in enumerate(ranked.verdicts)
    ]


def totals_of(question: Question, city: pd.DataFrame, measures: pd.DataFrame) -> Row:
    """The same figures for all districts together, and how many districts have any place at all (充足率)."""
    found: Row = city.to_dict("records")[0]  # type: ignore[assignment]
    row = {"name": "全体", **_figures(question, found)}
    row["districts"] = len(measures)
    row["far_districts"] = int((measures["covered_share"] < HALF).sum())
    row["fulfilment"] = rounded(100 * measures["has_any"].mean(), 1)
    row["unreached_share"] = rounded(100 - found["covered_share"], 1)
    for name in ("people", "target_people", "covered_people", "uncovered_people", "unreached_people"):
        if small(found[name]):
            row[name] = None
    return row


def in_focus(question: Question, aging_rate: float) -> bool:
    """Whether a district is one of those that the question is about; all are where it names no aging rate."""
    return not question.aging_from or bool(aging_rate >= question.aging_from)


def focus_of(
    question: Question, measures: pd.DataFrame, world: World, rows: Sequence[Row]
) -> dict[str, Any] | None:
    """The answer for the districts of at least the aging rate asked for; None where none was.

    The whole is shown too, and this may be asked for any rate: sums over the districts of two rates differ by
    those between. So a sum is told only where all districts that `rows` hide it of lie on one side.
    """
    if not question.aging_from:
        return None
    inside = measures["aging_rate"] >= question.aging_from
    chosen = measures[inside]
    counts: Row = {}
    for name in ("target_people", "uncovered_people"):
        told = {row["id"] for row in rows if row[name] is not None}
        secret = ~world.districts["id"].isin(told).to_numpy() & measures[name].notna().to_numpy()
        parted = (secret & inside).any() and (secret & ~inside).any()
        count = float(chosen[name].sum())
        counts[name] = None if parted or small(count) else round(count)
    far = int((chosen["covered_share"] < HALF).sum())
    words = focus_words(question, districts=len(chosen), far=far, uncovered=counts["uncovered_people"])
    found = {"aging_from": question.aging_from, "districts": len(chosen), "far_districts": far}
    return {**found, **counts, "words": words}


def rounded(value: Any, digits: int) -> float | int | None:
    """A figure as it is written, None for null."""
    if value is None or value != value:
        return None
    return round(float(value), digits) if digits else round(float(value))


def _class(number: int) -> int | None:
    return None if number < 0 else int(number)
