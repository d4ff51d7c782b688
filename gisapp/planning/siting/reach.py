"""Knows how far a question's people are from what is there and from candidates, measured as it was asked.

Knows no way to choose among the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from gisapp.analysis.network import snap
from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.reach import straight_pairs
from gisapp.analysis.siting import CoverDemand, WalkDemand
from gisapp.analysis.walk import walk_pairs
from gisapp.errors import UserError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.gaps import Answer, Figures
from gisapp.planning.near import SNAP_CAP_M, on_ways
from gisapp.planning.question import Question, title_of

Floats = NDArray[np.float64]
#: Distances that fit the memory at once (a quarter of a gigabyte).
MOST_DISTANCES = 30_000_000
#: A way that leads across any municipality.
ANYWHERE_M = 200_000.0


def people_of_districts(figures: Figures) -> Floats:
    """The target people at each demand point, none where it lies in no district: those the answer counts."""
    inside = figures.demand["district"].to_numpy() >= 0
    return np.where(inside, figures.demand["target"].to_numpy(dtype=np.float64), 0.0)


def chosen_people(answer: Answer) -> Floats:
    """The same of those districts alone that the question looks at: nobody elsewhere. UserError (ASK-015)."""
    people = people_of_districts(answer.figures)
    from_rate = answer.question.aging_from
    if not from_rate:
        return people
    ids = [row["id"] for row in answer.rows if row["focus"]]
    looked_at = np.append(answer.world.districts["id"].isin(ids).to_numpy(), False)
    # outside of any district is -1: the last
    chosen = np.where(looked_at[answer.figures.demand["district"].to_numpy()], people, 0.0)
    if not chosen.any():
        raise UserError(
            "ASK-015",
            f"高齢化率{from_rate}％以上の{title_of(answer.question.system)}に、この条件にあてはまる人がいません。",
            "高齢化率を下げるか、「だれが」か区域を選び直してください。",
            status=404,
        )
    return chosen


@dataclass(frozen=True)
class Within:
    """A question's people and what is there already, to be set against candidates (plane metres).

    `people` (demand points,): those that the sites are chosen for.
    """

    desk: Desk
    moment: Moment
    figures: Figures
    question: Question
    people: Floats

    def cover(self, places: pd.DataFrame) -> CoverDemand:
        """Who is reached already, and whom each candidate reaches."""
        reach_m = self.question.within_m
        return CoverDemand(
            pairs=self._pairs(places, reach_m),
            weights=self.people,
            covered=self.figures.near.nearest_m[:, 0] <= reach_m + SAME_M,
        )

    def walk(self, places: pd.DataFrame) -> WalkDemand:
        """How far everybody is from what is there and from each candidate. Raises UserError (ASK-046)."""
        here = self.people > 0
        if here.sum() * len(places) > MOST_DISTANCES:
            raise UserError(
                "ASK-046",
                f"候補が {len(places):,} か所あり、この目的では計算できません。",
                "候補の種類を減らすか、「新たに届く人を最も多くする」を選んでください。",
            )
        return WalkDemand(
            distance_m=self._matrix(places)[here],
            weights=self.people[here],
            existing_m=np.nan_to_num(self.figures.near.nearest_m[here, 0], nan=np.inf),
        )

    def _pairs(self, places: pd.DataFrame, reach_m: float) -> Pairs:
        """Demand points and candidates within reach, measured as the question wants it."""
        xy, question, world = places[["x", "y"]].to_numpy(), self.question, self.figures.world
        if question.distance == "straight":
            people_xy = self.figures.demand[["x", "y"]].to_numpy()
            return straight_pairs(people_xy, xy, reach_m=reach_m, detour=question.detour)
        network = self.desk.network(self.moment, world.plane_srid)
        assert network is not None, "the figures were measured on it"
        people = on_ways(self.desk, self.moment, world, question.year)
        return walk_pairs(network, people, snap(network, xy, cap_m=SNAP_CAP_M), reach_m=reach_m)

    def _matrix(self, places: pd.DataFrame) -> Floats:
        """(points, candidates) metres, inf where no way leads."""
        if self.question.distance == "straight":
            people_xy = self.figures.demand[["x", "y"]].to_numpy()
            return np.asarray(cdist(people_xy, places[["x", "y"]].to_numpy())) * self.question.detour
        pairs = self._pairs(places, ANYWHERE_M)
        found = np.full((pairs.points, pairs.assets), np.inf)
        found[pairs.point(), pairs.asset] = pairs.distance_m
        return found
