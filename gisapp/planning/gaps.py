"""Knows how a question is answered: a moment's people and places in, rows by district and a sentence out.

Knows no route, no file format and no colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.catchment import DECAYS, Decay, decay_weights, three_step, two_step
from gisapp.analysis.classes import Bivariate, bivariate
from gisapp.analysis.measures import district_measures
from gisapp.analysis.pairs import Pairs
from gisapp.analysis.sensitivity import Grid, around, definitions_of, grid
from gisapp.errors import UserError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.near import Near, near
from gisapp.planning.question import DISTANCES_M, MESH, Question, target_of
from gisapp.planning.ranking import Ranking, ranking
from gisapp.planning.records.runs import stored
from gisapp.planning.rows import Row, focus_of, rows_of, totals_of
from gisapp.planning.scenarios import Scenario, load
from gisapp.planning.supply import FORMAL, INFORMAL, Supply, supply_of
from gisapp.planning.trust import confidence_of, equity_of, sensitivity_of
from gisapp.planning.words import answer_words, method_words, missing_words, question_words, year_of
from gisapp.planning.world import COUNTS, World

#: What can't be said of a district when nobody knows how many of the group live there.
OF_THE_GROUP = [
    "target_people", "target_rate", "assets_per_1000", "covered_people", "uncovered_people", "covered_share",
    "nearest_mean_m", "nearest_median_m", "nearest_p90_m", "unreached_people", "access_mean",
]  # fmt: skip
RATES = {"aging_rate": "people_65", "late_rate": "people_75", "children_rate": "people_0_14"}
#: Of the aging rate and of the share within reach.
Breaks = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Figures:
    """What a question comes to before any weight is put on it: figures by district, and over the settings.

    `exact`: the group's ages are counted as they are; `unknown`: by district, the share of its demand points
    where nobody knows how many of the group there are (1: all of them).
    """

    world: World
    supply: Supply
    near: Near
    exact: bool
    unknown: NDArray[np.float64]
    demand: pd.DataFrame
    measures: pd.DataFrame
    city: pd.DataFrame
    grid: Grid
    definitions: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The districts (most in need first) with their figures, the whole city, and how far they can be trusted.

    Every value in `rows`, `totals`, `equity`, `confidence`, `sensitivity` and `year` is plain, and None where
    it can't be told or mustn't be shown. `focus`: the answer for the districts of at least the aging rate
    asked for. `layer_keys`: all layers that the figures came from. `run`: the number it is kept under.
    """

    question: Question
    words: str
    sentence: str
    rows: list[Row]
    totals: Row
    classes: Bivariate
    equity: dict[str, Any]
    confidence: dict[str, Any]
    sensitivity: dict[str, Any]
    method: list[tuple[str, str]]
    year: dict[str, Any]
    layer_keys: list[str]
    scenario: Scenario | None
    figures: Figures
    focus: dict[str, Any] | None = None
    run: str = ""

    @property
    def world(self) -> World:
        return self.figures.world


def answer(desk: Desk, code: str, question: Question, *, pin: bool = False) -> Answer:
    """The gap analysis of `question` for a municipality as of now, kept under its number.

    `pin`: somebody holds it in hand, so it is kept for good. Raises UserError where it can't be made.
    """
    with desk.moment(code) as moment:
        found = answer_at(desk, moment, question)
        return replace(found, run=stored(desk, moment, found, pin=pin))


def answer_at(desk: Desk, moment: Moment, question: Question) -> Answer:
    """The same from the data of one moment, and not kept."""
    scenario = load(moment.connection, moment.code, question.scenario) if question.scenario else None
    figures = figures_of(desk, moment, question, scenario.changes if scenario else ())
    ranked = ranking(figures.measures, figures.grid, question)
    real = figures_of(desk, moment, question).measures if scenario else None
    return told(question, figures, ranked, scenario, breaks=_breaks(desk, moment, question), real=real)


def _breaks(desk: Desk, moment: Moment, question: Question) -> Breaks | None:
    """Today's class breaks for a question about another year: the same colour means the same."""
    if not question.year:
        return None
    today = figures_of(desk, moment, replace(question, year=0)).measures
    found = bivariate(today["aging_rate"], today["covered_share"])
    return found.aging_breaks, found.covered_breaks


def figures_of(
    desk: Desk, moment: Moment, question: Question, changes: Sequence[Mapping[str, Any]] = ()
) -> Figures:
    """The figures of a question with a scenario's changes made; remembered, so that weights can be tried."""
    # neither weights nor the walking pace change a figure, and places end and grow old from day to day
    asked = replace(question, weights=(), speed_km_h=1.0, scenario=repr(changes), aging_from=0)
    key = ("figures", moment.code, moment.version, asked, date.today())  # noqa: DTZ011 - the database's day
    return desk.remembered(key, lambda: _figures(desk, moment, question, changes))


def _figures(desk: Desk, moment: Moment, question: Question, changes: Sequence[Mapping[str, Any]]) -> Figures:
    world = desk.world(moment, question.system, question.year)
    supply = supply_of(moment.connection, world, question, changes)
    found = near(desk, moment, world, question, supply.xy)
    group = world.target(target_of(question.target), question.sex)
    demand = world.demand[["x", "y", "district", *COUNTS]].assign(target=group.people)
    places = pd.DataFrame(
        {"district": supply.inside["district"], "supply": supply.size[supply.inside["place"]]}
    )
    access = access_of(found.pairs, group.people, supply, question)
    limits = [limit for limit in DISTANCES_M if limit != question.within_m]

    def measured(demand: pd.DataFrame, places: pd.DataFrame, districts: int) -> pd.DataFrame:
        return district_measures(
            demand,
            places,
            districts=districts,
            nearest_m=found.nearest_m,
            within_m=question.within_m,
            also_within_m=limits,
            pairs=found.pairs,
            access=access,
        )

    kept = _definitions(supply)
    tried = grid(
        found.pairs,
        demand,
        districts=len(world.districts),
        supply=supply.size,
        definitions=list(kept.values()),
        within_m=around(question.within_m),
        decays=DECAYS,
    )
    measures = measured(demand, places, len(world.districts))
    # suppressed isn't nobody: where all of a district's figures are, nothing can be said of it
    measures.loc[group.unknown == 1, OF_THE_GROUP] = np.nan
    tried.uncovered_people[:, group.unknown == 1] = np.nan
    for rate, count in RATES.items():
        measures.loc[world.unknown[count] == 1, rate] = np.nan
    return Figures(
        world=world,
        supply=supply,
        near=found,
        exact=group.exact,
        unknown=group.unknown,
        demand=demand,
        measures=measures,
        city=measured(_as_one(demand), _all_inside(supply), 1),
        grid=tried,
        definitions=tuple(kept),
    )


def access_of(
    pairs: Pairs, target: NDArray[np.float64], supply: Supply, question: Question
) -> NDArray[np.float64]:
    """Supply for each person of the group at each demand point, as the question wants it shared."""
    reach = pairs.within(question.within_m)
    decay: Decay = "binary" if question.method == "2sfca" else question.decay  # type: ignore[assignment]
    weight = decay_weights(reach.distance_m, reach_m=question.within_m, decay=decay)
    share = three_step if question.method == "3sfca" else two_step
    return share(reach, target, supply.size, weight).access


def _definitions(supply: Supply) -> dict[str, NDArray[np.bool_]]:
    formality = supply.places["formality"]
    return definitions_of(
        supply.places["layer"].tolist(), formality.isin(FORMAL).to_numpy(), formality.eq(INFORMAL).to_numpy()
    )


def _as_one(demand: pd.DataFrame) -> pd.DataFrame:
    """All districts as one: the city that the districts make up."""
    return demand.assign(district=np.where(demand["district"] >= 0, 0, -1))


def _all_inside(supply: Supply) -> pd.DataFrame:
    """Each place in any district, once."""
    inside = supply.inside[supply.inside["district"] >= 0]["place"].unique()
    return pd.DataFrame({"district": 0, "supply": supply.size[inside]})


def told(
    question: Question,
    figures: Figures,
    ranked: Ranking,
    scenario: Scenario | None,
    *,
    breaks: Breaks | None = None,
    real: pd.DataFrame | None = None,
) -> Answer:
    """The figures as they may be shown, with everything that is said about them."""
    world, supply = figures.world, figures.supply
    if figures.city["target_people"].iloc[0] <= 0:
        message = "この条件にあてはまる人が、区域の中にいません。"
        raise UserError("ASK-015", message, "「だれが」か区域を選び直してください。", status=404)
    classes = bivariate(figures.measures["aging_rate"], figures.measures["covered_share"], breaks=breaks)
    rows = rows_of(
        question,
        figures.measures,
        ranked,
        classes=classes,
        world=world,
        unguarded=bool(supply.unguarded),
        unknown=figures.unknown,
        real=real,
    )
    totals = totals_of(question, figures.city, figures.measures)
    year = year_of(world.people)
    return Answer(
        question=question,
        words=question_words(question, year_title=year["title"], scenario=scenario.name if scenario else ""),
        sentence=answer_words(
            question,
            districts=len(rows),
            far=totals["far_districts"],
            uncovered=totals["uncovered_people"],
            share=100 - (totals["covered_share"] or 0),
        )
        + missing_words(question, missing=supply.missing, other=supply.other),
        rows=rows,
        totals=totals,
        classes=classes,
        equity=equity_of(figures.measures, totals),
        confidence=confidence_of(
            world, supply, rows, near=figures.near, exact=figures.exact, within_m=question.within_m
        ),
        sensitivity=sensitivity_of(figures.grid, figures.definitions, rows, question),
        method=method_words(question, refined_by=world.refined_by),
        year=year,
        layer_keys=_layer_keys([*year["sources"], world.refined_by], question),
        scenario=scenario,
        figures=figures,
        focus=focus_of(question, figures.measures, world, rows),
    )


def _layer_keys(people: Sequence[str], question: Question) -> list[str]:
    """All layers that the figures came from."""
    area = () if question.system == MESH else (question.system,)
    ways = ("walk_network",) if question.distance == "walk" else ()
    return list(filter(None, dict.fromkeys([*people, *area, *question.categories, *ways])))
