"""Knows in which order a question's districts are most in need, and how far that order holds.

Knows no name of a district, no page, and nothing of what may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.need import (
    Verdict,
    component_scores,
    composite,
    rank,
    rank_band,
    spread,
    stability,
    verdict,
    worst_quarter,
)
from gisapp.analysis.sensitivity import Grid, grid_scores
from gisapp.planning.question import Question

Floats = NDArray[np.float64]
#: A district where less than this share (%) is reached lacks places: what the answer counts districts by.
HALF = 50


@dataclass(frozen=True)
class Ranking:
    """By district position: the score (0–100), its components, the rank (1 first, null without a score).

    `stability`: share of the settings in which it is in the worst quarter; `best` and `last`: the lowest and
    highest rank number over them, and with each component of the score left out in turn. `verdicts`: whether
    less than half of the people are reached in nearly all of the settings, in hardly any, or as it comes.
    """

    score: Floats
    components: pd.DataFrame
    rank: Floats
    worst: NDArray[np.bool_]
    stability: Floats
    best: Floats
    last: Floats
    verdicts: list[Verdict | None]


def ranking(measures: pd.DataFrame, grid: Grid, question: Question) -> Ranking:
    """The districts in order of the question's weights, in this setting and in all of the grid."""
    weights = dict(question.weights)
    uncovered, aging = measures["uncovered_people"].to_numpy(), measures["aging_rate"].to_numpy()
    components = component_scores(measures)
    score = composite(components, weights)
    place = rank(score, uncovered_people=uncovered, aging_rate=aging)
    every = grid_scores(grid, measures, weights)
    places = rank(every, uncovered_people=grid.uncovered_people, aging_rate=aging)
    share = stability(every, uncovered_people=grid.uncovered_people, aging_rate=aging)
    band = [*spread(places), *rank_band(components, weights, uncovered_people=uncovered, aging_rate=aging)]
    return Ranking(
        score=score,
        components=components,
        rank=place,
        worst=worst_quarter(place, uncovered_people=uncovered),
        stability=share,
        best=np.fmin.reduce(band),
        last=np.fmax.reduce(band),
        verdicts=[verdict(float(each)) for each in _short(grid)],
    )


def _short(grid: Grid) -> Floats:
    """Share of the settings in which less than half of the people are reached; null if none tells."""
    told = ~np.isnan(grid.covered_share)
    short = (told & (grid.covered_share < HALF)).sum(axis=0)
    settings = told.sum(axis=0)
    return np.divide(short, settings, out=np.full(len(settings), np.nan), where=settings > 0)
