"""Knows how the best sites for a question are looked for: distances, what is there already, the objective.

Knows no name, no sentence and nothing of what may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.siting import (
    LIMIT_S,
    Candidates,
    CoverAnswer,
    CoverDemand,
    Exchange,
    NeedsMore,
    OutOfReach,
    WalkDemand,
    build_order,
    fewest_sites,
    maximal_cover,
    newly_reached,
    p_centre,
    p_median,
)
from gisapp.analysis.siting.problem import Tell
from gisapp.errors import UserError
from gisapp.planning.siting.question import SiteQuestion, amount
from gisapp.planning.siting.reach import Within, people_of_districts

Floats = NDArray[np.float64]
#: Where fewer live (areas split people into fractions), nobody's way decides for all.
LEAST_PEOPLE = 1.0


@dataclass(frozen=True)
class Search:
    """The chosen candidates (positions) in the order to build them, and how good they are for sure.

    `newly`: people whom each newly reaches, those before it open; `ahead`: by how many more than the next of
    the chosen would have, null at the last. `closer_m`: metres by which the mean way shrinks with each, null
    where ways aren't looked at. `gap`: by how many per cent the best may be better, 0 if `proven`. `near`:
    exchanges of one site that lose little.
    """

    sites: tuple[int, ...]
    newly: tuple[float, ...]
    ahead: tuple[float, ...]
    closer_m: tuple[float, ...]
    near: tuple[Exchange, ...]
    proven: bool
    gap: float
    bound: float | None


def search(within: Within, asked: SiteQuestion, places: pd.DataFrame, *, tell: Tell | None = None) -> Search:
    """The best sites among `places`. `tell` is told now and then which share of the work is done.

    Raises UserError: ASK-045 where no number of sites reaches the share, ASK-046 for too many candidates,
    ASK-047 for too few sites, ASK-049 for a budget that buys nothing.
    """
    demand = within.cover(places)
    if asked.objective in ("median", "centre"):
        return _of_all(_shortest(demand, within.walk(places), asked, tell), demand, within)
    cost = _cost(asked, places)
    candidates = Candidates(ids=np.arange(len(places)), cost=cost)
    if asked.objective == "cover":
        _require_enough(asked, cost)
        limit = asked.count if asked.budget is None else asked.budget
        best = maximal_cover(demand, candidates, limit=limit, limit_s=LIMIT_S)
        return _of_all(_built(demand, candidates, best), demand, within)
    found = fewest_sites(demand, candidates, share=asked.share / 100, limit_s=LIMIT_S)
    if isinstance(found, OutOfReach):
        raise UserError(
            "ASK-045",
            f"候補をすべて使っても、届く人の割合は {100 * found.share:.1f}％ までです。",
            "届かせる割合を下げるか、候補の種類や地点を足してください。",
        )
    gap = 1 - found.bound / found.cost if found.cost and not found.proven else 0.0
    built = replace(
        _built(demand, candidates, found.cover), proven=found.proven, gap=100 * gap, bound=found.bound
    )
    return _of_all(built, demand, within)


def _require_enough(asked: SiteQuestion, cost: Floats | None) -> None:
    if asked.budget is None or cost is None or (cost <= asked.budget).any():
        return
    raise UserError(
        "ASK-049",
        "予算の中で開ける候補がありません。",
        f"予算を、いちばん安い候補の費用（{amount(cost.min())}）以上にしてください。",
    )


def _of_all(found: Search, demand: CoverDemand, within: Within) -> Search:
    """Where sites are chosen for some districts' people, whom they reach is still told of all districts'.

    What was weighed for those few alone (how far ahead a site was, exchanges, the bound) isn't told too.
    """
    if not within.question.aging_from:
        return found
    everybody = replace(demand, weights=people_of_districts(within.figures))
    newly = newly_reached(everybody, np.array(found.sites, dtype=np.int64))
    return replace(
        found, newly=tuple(newly.tolist()), ahead=(np.nan,) * len(found.sites), near=(), bound=None
    )


def _built(demand: CoverDemand, candidates: Candidates, best: CoverAnswer) -> Search:
    """The sites each time the one that newly reaches most."""
    steps = build_order(demand, candidates, best.sites)
    return Search(
        sites=tuple(step.site for step in steps),
        newly=tuple(step.people for step in steps),
        ahead=tuple(step.ahead for step in steps),
        closer_m=(np.nan,) * len(steps),
        near=best.near,
        proven=best.proven,
        gap=100 * best.gap,
        bound=best.bound,
    )


def _cost(asked: SiteQuestion, places: pd.DataFrame) -> Floats | None:
    """What each candidate costs: only a budget and the fewest sites look at it."""
    if asked.budget is None and asked.objective != "share":
        return None
    told = dict(asked.costs)
    return np.array([told.get(layer, 1.0) for layer in places["layer"]], dtype=np.float64)


def _shortest(demand: CoverDemand, walk: WalkDemand, asked: SiteQuestion, tell: Tell | None) -> Search:
    """The sites each time the one that brings people nearest, on the whole."""
    candidates = Candidates(ids=np.arange(walk.distance_m.shape[1]))
    if asked.objective == "median":
        median = p_median(walk, candidates, count=asked.count, tell=tell, limit_s=LIMIT_S)
        sites, proven, bound, gap = median.sites, median.proven, median.bound, median.gap
    else:
        centre = p_centre(walk, candidates, count=asked.count, least_people=LEAST_PEOPLE, limit_s=LIMIT_S)
        if isinstance(centre, NeedsMore):
            message = f"{asked.count}か所では、歩いて行ける場所のない人が残ります。"
            raise UserError("ASK-047", message, f"か所の数を {centre.least} 以上にしてください。")
        sites, proven, bound = centre.sites, centre.proven, centre.bound_m
        gap = 1 - centre.bound_m / centre.farthest_m if centre.farthest_m > 0 and not centre.proven else 0.0
    order, saved = _saving_order(walk, sites)
    return Search(
        sites=tuple(order.tolist()),
        newly=tuple(newly_reached(demand, order).tolist()),
        ahead=(np.nan,) * len(order),
        closer_m=tuple((saved / max(walk.weights.sum(), 1e-9)).tolist()),
        near=(),
        proven=proven,
        gap=100 * gap,
        bound=bound,
    )


def _saving_order(walk: WalkDemand, sites: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """The sites by person-metres that each saves when it opens after those before, the earlier on a tie.

    Who reaches nothing counts as far away as the farthest who does.
    """
    longest = max(each[np.isfinite(each)].max(initial=0.0) for each in (walk.distance_m, walk.existing_m))
    now_m, left, saved = np.minimum(walk.existing_m, longest), sorted(sites.tolist()), []
    order = []
    while left:
        savings = [walk.weights @ np.maximum(now_m - walk.distance_m[:, site], 0.0) for site in left]
        best = left[int(np.argmax(np.round(savings, 3)))]
        saved.append(max(savings))
        now_m = np.minimum(now_m, walk.distance_m[:, best])
        order.append(best)
        left.remove(best)
    return np.array(order, dtype=np.int64), np.array(saved)
