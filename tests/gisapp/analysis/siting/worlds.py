"""Knows small invented worlds in which siting is tried out, and how to put one in another order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.siting import Candidates, CoverDemand, WalkDemand


@dataclass(frozen=True)
class World:
    """Distances point × candidate, people, distance to what exists; candidates with id, cost, preference."""

    distance_m: np.ndarray
    weights: np.ndarray
    existing_m: np.ndarray
    ids: np.ndarray
    cost: np.ndarray
    preference: np.ndarray
    reach_m: float

    def candidates(self, *, priced: bool = False, liked: bool = False) -> Candidates:
        return Candidates(
            ids=self.ids, cost=self.cost if priced else None, preference=self.preference if liked else None
        )

    def cover(self) -> CoverDemand:
        return CoverDemand(self.pairs(), self.weights, self.existing_m <= self.reach_m)

    def walk(self) -> WalkDemand:
        return WalkDemand(self.distance_m, self.weights, self.existing_m)

    def pairs(self) -> Pairs:
        point, asset = np.nonzero(self.distance_m <= self.reach_m + SAME_M)
        start = np.searchsorted(point, np.arange(len(self.weights) + 1))
        return Pairs(start, asset, self.distance_m[point, asset], self.distance_m.shape[1], self.reach_m)

    def rank(self, *, liked: bool = False) -> list[int]:
        """The place of each candidate in the order of ties, found by plain sorting."""
        likes = self.preference if liked else np.zeros(len(self.ids))
        turn = sorted(range(len(self.ids)), key=lambda j: (-likes[j], self.ids[j]))
        return [turn.index(j) for j in range(len(turn))]

    def shuffled(self, points: np.ndarray, candidates: np.ndarray) -> World:
        return replace(
            self,
            distance_m=self.distance_m[np.ix_(points, candidates)],
            weights=self.weights[points],
            existing_m=self.existing_m[points],
            ids=self.ids[candidates],
            cost=self.cost[candidates],
            preference=self.preference[candidates],
        )


def world(
    distance_m: list[list[float]],
    weights: list[float],
    *,
    reach_m: float,
    existing_m: list[float] | None = None,
) -> World:
    far = np.array(distance_m, dtype=float)
    count = far.shape[1]
    there = np.full(len(weights), np.inf) if existing_m is None else np.array(existing_m, dtype=float)
    return World(
        far, np.array(weights, dtype=float), there, np.arange(count), np.ones(count), np.zeros(count), reach_m
    )


@st.composite
def worlds(draw: st.DrawFn, *, gaps: bool = False) -> World:
    """Few distances and few counts, so that ties are common; with `gaps` some ways don't exist."""
    points, candidates = draw(st.integers(1, 9)), draw(st.integers(1, 6))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    far = random.integers(0, draw(st.sampled_from([4, 12, 1000])), (points, candidates)) * 10.0
    there = np.where(
        random.random(points) < draw(st.sampled_from([0.0, 0.3, 1.0])),
        random.integers(0, 8, points) * 10.0,
        np.inf,
    )
    if gaps:
        far = np.where(random.random(far.shape) < draw(st.sampled_from([0.0, 0.3, 0.7])), np.inf, far)
    weights = draw(st.sampled_from([random.integers(0, 4, points) * 1.0, random.random(points) * 100]))
    return World(
        distance_m=far,
        weights=weights,
        existing_m=there,
        ids=random.permutation(candidates) * 3 + 5,
        cost=random.integers(1, 4, candidates) * 1.0,
        preference=random.integers(0, 2, candidates) * 1.0,
        reach_m=float(draw(st.sampled_from([0.0, 20.0, 50.0]))),
    )


@st.composite
def shuffles(draw: st.DrawFn, *, gaps: bool = False) -> tuple[World, World, np.ndarray]:
    """A world, the same in another order, and where its candidates went."""
    here = draw(worlds(gaps=gaps))
    points = np.array(draw(st.permutations(range(len(here.weights)))))
    candidates = np.array(draw(st.permutations(range(len(here.ids)))))
    return here, here.shuffled(points, candidates), candidates
