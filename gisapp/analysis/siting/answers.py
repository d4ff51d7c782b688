"""Knows the shapes of answers to siting questions: the sites, how good they are, and how good for sure.

Knows no method of finding them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gisapp.analysis.siting.problem import Positions


@dataclass(frozen=True, slots=True)
class Exchange:
    """Another set nearly as good: without candidate `out`, with `into`; `people` fewer are newly reached."""

    out: int
    into: int
    people: float


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """The sites that newly reach the most people; `sites` are positions, most preferred and lowest id first.

    `people` are newly reached, `already` were reached before, `total` is all. No set of sites within the
    limit can newly reach more than `bound`; `proven`: bound and people are the same to a thousandth of a
    person. `settled`: of all sets as good as this, this is the cheapest, and of those the first in order (the
    set that holds the first candidate in which two differ). `near`: exchanges of one site that lose little.
    """

    sites: Positions
    people: float
    bound: float
    proven: bool
    settled: bool
    already: float
    total: float
    near: tuple[Exchange, ...]

    @property
    def gap(self) -> float:
        """By which share the best possible may be better, 0 if proven."""
        return 0.0 if self.proven else _gap(self.bound - self.people, self.bound)


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """No number of sites reaches the share asked for: `share` is the largest that all candidates reach."""

    share: float


@dataclass(frozen=True, slots=True)
class FewestAnswer:
    """The cheapest set (the fewest sites) that reaches the share; no set costs less than `bound`."""

    cover: CoverAnswer
    cost: float
    bound: float
    proven: bool


@dataclass(frozen=True, slots=True)
class MedianAnswer:
    """The sites with the least walking: `person_m` over all whom anything could reach, never below `bound`.

    People whom nothing chosen or existing reaches count as if `unreached_m` away; `unreached` is how many.
    `beyond` people no candidate and no existing place can reach: they are in no sum. `mean_m` is over those
    reached, null (nan) if nobody is. `proven`: person_m is the least possible (to 1e-9 of it).
    """

    sites: Positions
    person_m: float
    bound: float
    proven: bool
    mean_m: float
    unreached: float
    beyond: float
    unreached_m: float

    @property
    def gap(self) -> float:
        """By which share the least possible may be smaller, 0 if proven."""
        return 0.0 if self.proven else _gap(self.person_m - self.bound, self.person_m)


@dataclass(frozen=True, slots=True)
class CentreAnswer:
    """The sites that make the longest way shortest: `farthest_m`; no set has it below `bound_m`.

    Both are null (nan) if nobody counts; `farthest_m` is inf if time ran out before everyone had a way.
    `settled`: of all sets as good as this, this has the fewest sites, and of those is the first in order.
    `beyond` people no candidate and no existing place can reach, `ignored` people live at points with too
    few: neither decides.
    """

    sites: Positions
    farthest_m: float
    bound_m: float
    proven: bool
    settled: bool
    beyond: float
    ignored: float


@dataclass(frozen=True, slots=True)
class NeedsMore:
    """So few sites leave people without any way who could have one: it takes at least `least`."""

    least: int


def _gap(missing: float, whole: float) -> float:
    return max(missing, 0.0) / whole if whole > 0 else 0.0
