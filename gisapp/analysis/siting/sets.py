"""Knows the covering question in its smallest form: groups of people whom the same candidates reach.

Knows no method of choosing among the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gisapp.analysis.siting.problem import Candidates, CoverDemand, Floats, Positions

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cover:
    """`reach` (g, k) is 1 where the candidate of a column reaches the group of a row of `people` (g,).

    Columns stand in the order in which ties are broken; `site` (k,) is where each stood for the caller.
    """

    reach: sparse.csr_array
    people: Floats
    site: Positions
    cost: Floats

    def reached(self, chosen: Bools) -> float:
        """How many people the chosen columns reach together."""
        return float(self.people[self.reach @ chosen.astype(float) > 0].sum())

    def gains(self, people: Floats) -> Floats:
        """How many of these people (g,) each candidate reaches."""
        return np.asarray(people @ self.reach)


def merged(demand: CoverDemand, candidates: Candidates) -> Cover:
    """The people not yet reached, in groups with equal candidates; candidates that reach none are left out.

    The same comes out in whatever order points and candidates went in. Raises ValueError for an id too few.
    """
    turn = candidates.turn()
    if len(turn) != demand.pairs.assets:
        raise ValueError("one id for each candidate is needed")
    column = np.argsort(turn)[demand.pairs.asset]
    asks = ~demand.covered & (demand.weights > 0) & (np.diff(demand.pairs.start) > 0)
    reach = sparse.csr_array(
        (np.ones(len(column)), column, demand.pairs.start), shape=(demand.pairs.points, len(turn))
    )
    reach, people = _grouped(reach[np.flatnonzero(asks)], demand.weights[asks])
    busy = np.flatnonzero(np.bincount(reach.indices, minlength=len(turn)))
    return Cover(sparse.csr_array(reach[:, busy]), people, turn[busy], candidates.costs()[turn][busy])


def undominated(cover: Cover) -> Cover:
    """Without each candidate all of whose people an earlier one, no dearer, reaches too; equal groups merged.

    Such a candidate is in no best set that is cheapest and first in order: the earlier one can stand for it.
    """
    shared = (cover.reach.T @ cover.reach).tocoo()
    size = np.diff(cover.reach.tocsc().indptr)
    by, of = shared.coords
    beaten = (by < of) & (shared.data >= size[of]) & (cover.cost[by] <= cover.cost[of])
    keep = size > 0
    keep[of[beaten]] = False
    reach, people = _grouped(cover.reach[:, np.flatnonzero(keep)], cover.people)
    return Cover(reach, people, cover.site[keep], cover.cost[keep])


def _grouped(reach: sparse.csr_array, people: Floats) -> tuple[sparse.csr_array, Floats]:
    """Rows with equal columns made one, in an order and with sums that don't depend on the order of rows."""
    reach = sparse.csr_array(reach)
    reach.sort_indices()
    columns = reach.indices.astype(np.int32)
    groups: dict[bytes, list[float]] = {}
    for first, end, count in zip(reach.indptr[:-1], reach.indptr[1:], people.tolist(), strict=True):
        groups.setdefault(columns[first:end].tobytes(), []).append(count)
    keys = sorted(groups)
    column = np.frombuffer(b"".join(keys), dtype=np.int32)
    start = np.cumsum([0, *(len(key) // columns.itemsize for key in keys)])
    # fsum rounds only once, so the order of the summands doesn't show in the last digit
    sums = np.array([fsum(groups[key]) for key in keys])
    return sparse.csr_array((np.ones(len(column)), column, start), shape=(len(keys), reach.shape[1])), sums
