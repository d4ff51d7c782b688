"""Knows how new sites are proposed: candidates, the search, what they bring to the city and to each district.

Knows no route, no file format and no colour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from gisapp.analysis.disclosure import hidden, small
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.gaps import Answer, Figures, answer_at
from gisapp.planning.question import Question
from gisapp.planning.records.figures import of_proposal
from gisapp.planning.records.runs import SITES, keep
from gisapp.planning.scenarios import Scenario
from gisapp.planning.siting.candidates import candidates_of
from gisapp.planning.siting.effect import Effect, districts_of, effect_of
from gisapp.planning.siting.question import SiteQuestion, as_values
from gisapp.planning.siting.question import parse_sites as parse_sites
from gisapp.planning.siting.question import site_parameters as site_parameters
from gisapp.planning.siting.reach import Within, chosen_people, people_of_districts
from gisapp.planning.siting.search import Search, search
from gisapp.planning.siting.words import asked_words, proof_words, proposal_words, why_words
from gisapp.planning.words import unit_of

#: What is being done, and which share of it is.
Progress = Callable[[str, float | None], None]
Row = dict[str, Any]
MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Proposal:
    """Where the next places should go, what that brings, and how sure it is that nothing better can be had.

    Every value in `sites`, `before`, `after`, `districts`, `near_ties`, `confidence` and `year` is plain, and
    None where it can't be told or mustn't be shown. `candidates`: how many there were. `gap` (%): by how much
    the best may be better, `bound` (None: it would tell few people): what it can't pass. `layer_keys`: all
    layers that it came from. `run`: the number it is kept under.
    """

    question: Question
    asked: SiteQuestion
    words: str
    sentence: str
    sites: list[Row]
    before: Row
    after: Row
    districts: list[Row]
    proven: bool
    gap: float
    bound: float | None
    proof_words: str
    candidates: int
    near_ties: list[Row]
    confidence: dict[str, Any]
    year: dict[str, Any]
    layer_keys: list[str]
    scenario: Scenario | None
    run: str


def propose(
    desk: Desk,
    code: str,
    asked: SiteQuestion,
    *,
    private: bool = False,
    pin: bool = False,
    progress: Progress | None = None,
) -> Proposal:
    """The best sites for the question, as of now; kept under a number when all of it is done.

    `private`: places that the public never sees may be candidates. `pin`: somebody holds it in hand, so it is
    kept for good. Raises UserError where it can't be made: what the question raises, ASK-041 to ASK-043 for
    candidates, ASK-015 where the districts asked for are none, ASK-045 to ASK-047 and ASK-049 for the search.
    """
    tell = progress or (lambda *_: None)
    with desk.moment(code) as moment:
        tell("人といまある場所を調べています", None)
        answer = answer_at(desk, moment, asked.question)
        figures = answer.figures
        tell("候補を集めています", None)
        places = candidates_of(
            moment.connection, figures.world, asked, target=people_of_districts(figures), private=private
        )
        tell("組み合わせを比べています", None)
        within = Within(desk, moment, figures, asked.question, chosen_people(answer))
        found = search(within, asked, places, tell=lambda share: tell("組み合わせを比べています", share))
        tell("開いたあとを計算しています", None)
        effect = effect_of(desk, moment, answer, places.iloc[list(found.sites)])
        rows = districts_of(answer, effect.now, without=_without_scenario(desk, moment, answer))
        made = _told(answer, asked, places, found, effect, rows)
        return replace(made, run=_kept(desk, moment, made, pin=pin))


def _without_scenario(desk: Desk, moment: Moment, answer: Answer) -> Answer | None:
    """The answer as the places really are, where another was made: what it hides stays hidden."""
    if not answer.question.scenario:
        return None
    return answer_at(desk, moment, replace(answer.question, scenario=""))


def as_changes(proposal: Proposal, category: str) -> list[Row]:
    """The proposal as changes of a scenario: a place of this category at each site."""
    return [
        {"kind": "add", "category": category, "name": f"{site['name']}（提案{site['number']}）",
         "lon": site["lon"], "lat": site["lat"], "capacity": None, "hours_month": None}
        for site in proposal.sites
    ]  # fmt: skip


def _kept(desk: Desk, moment: Moment, made: Proposal, *, pin: bool) -> str:
    return keep(
        desk,
        moment,
        kind=SITES,
        question=as_values(made.asked),
        layer_keys=made.layer_keys,
        scenario=made.scenario,
        figures=of_proposal(made),
        pin=pin,
    )


def _told(
    answer: Answer,
    asked: SiteQuestion,
    places: pd.DataFrame,
    found: Search,
    effect: Effect,
    districts: list[Row],
) -> Proposal:
    return Proposal(
        question=answer.question,
        asked=asked,
        words=asked_words(asked, answer.year["title"]),
        sentence=proposal_words(asked, len(found.sites), effect.newly, effect.before, effect.after),
        sites=_sites(answer.figures, places, found, unit=unit_of(answer.question)),
        before=effect.before,
        after=effect.after,
        districts=districts,
        proven=found.proven,
        gap=round(found.gap, 2),
        bound=None if small([sum(found.newly)]).any() else found.bound,
        proof_words=proof_words(asked, proven=found.proven, gap=found.gap),
        candidates=len(places),
        near_ties=_near_ties(places, found),
        confidence=answer.confidence,
        year=answer.year,
        layer_keys=list(dict.fromkeys([*answer.layer_keys, *_hosts(places)])),
        scenario=answer.scenario,
        run="",
    )


def _hosts(places: pd.DataFrame) -> list[str]:
    """The layers of the candidates; points of people and one's own are of none."""
    host = places["id"].str.startswith("host:")
    return sorted(places.loc[host, "layer"].unique())


def _sites(figures: Figures, places: pd.DataFrame, found: Search, *, unit: str) -> list[Row]:
    """The sites in the order to build them."""
    secret = hidden(found.newly) | small(found.newly) | small([sum(found.newly)])
    rows = []
    for at, position in enumerate(found.sites):
        place = places.iloc[position]
        after = places["name"].iloc[found.sites[at + 1]] if at + 1 < len(found.sites) else None
        step = {
            "number": at + 1, "newly": found.newly[at], "ahead": found.ahead[at],
            "closer_m": found.closer_m[at], "next": after, "unit": unit,
        }  # fmt: skip
        district = int(place["district"])
        rows.append(
            {
                **{name: place[name] for name in ("id", "name", "host", "address", "also")},
                "number": at + 1,
                "lon": float(place["lon"]),
                "lat": float(place["lat"]),
                "coarse": bool(place["coarse"]),
                "district": figures.world.districts["name"].iloc[district] if district >= 0 else None,
                "newly_people": None if secret[at] else round(found.newly[at]),
                "gained_m": None if np.isnan(found.closer_m[at]) else round(found.closer_m[at]),
                "why": why_words(step),
                "alternatives": _alternatives(places, found, position),
            }
        )
    return rows


def _alternatives(places: pd.DataFrame, found: Search, site: int) -> list[Row]:
    """What could stand in this site's place at little loss: the whole proposal's people with it instead."""
    return [row for row in _near_ties(places, found) if row["out"] == places["id"].iloc[site]][
        :MOST_ALTERNATIVES
    ]


def _near_ties(places: pd.DataFrame, found: Search) -> list[Row]:
    """Exchanges of one site that lose little, the least first."""
    whole = sum(found.newly)
    return [
        {
            "out": places["id"].iloc[each.out],
            "instead_of": places["name"].iloc[each.out],
            "id": places["id"].iloc[each.into],
            "name": places["name"].iloc[each.into],
            "newly_people": None if small([each.people, whole]).any() else round(whole - each.people),
        }
        for each in found.near
    ]
