"""Knows slow, plain ways to the same answers: loops over points and people, no trees, no frames.

Knows nothing of how the product computes them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

OUTSIDE = -1


@dataclass(frozen=True)
class Person:
    """One demand point: where, in which district, and its counts."""

    x: float
    y: float
    district: int
    people: float
    target: float
    people_65: float


def nearest(x: float, y: float, assets: list[tuple[float, float]], detour: float) -> float:
    best = math.nan
    for ax, ay in assets:
        away = math.hypot(ax - x, ay - y) * detour
        if math.isnan(best) or away < best:
            best = away
    return best


def gaps(
    demand: list[Person], assets: list[tuple[float, float, int]], within_m: float, detour: float
) -> dict[int, dict[str, float]]:
    """District → figures, one person-point after another."""
    places = [(x, y) for x, y, _ in assets]
    found: dict[int, dict[str, float]] = {}
    for district in sorted({p.district for p in demand} | {d for _, _, d in assets}):
        if district == OUTSIDE:
            continue
        people = target = old = covered = person_m = 0.0
        for p in demand:
            if p.district != district:
                continue
            people, target, old = people + p.people, target + p.target, old + p.people_65
            away = nearest(p.x, p.y, places, detour)
            if not math.isnan(away):
                person_m += p.target * away
                if away <= within_m or math.isclose(away, within_m, abs_tol=1e-6, rel_tol=0):
                    covered += p.target
        inside = sum(1 for _, _, d in assets if d == district)
        found[district] = {
            "people": people,
            "target_people": target,
            "aging_rate": 100 * old / people if people else math.nan,
            "assets": inside,
            "people_per_asset": people / inside if inside else math.nan,
            "covered_people": covered,
            "uncovered_people": target - covered,
            "covered_share": 100 * covered / target if target else math.nan,
            "nearest_mean_m": person_m / target if target and places else math.nan,
        }
    return found


def shares(
    cells: list[BaseGeometry], unit: list[int], districts: list[BaseGeometry], step: float
) -> dict[tuple[int, int], float]:
    """(unit, district) → share, by counting centres of squares of `step`: right where borders run along them.

    Each square is claimed in equal portions by all districts over its centre; by none: district -1.
    """
    hits: dict[tuple[int, int], float] = {}
    totals: dict[int, float] = {}
    for cell, owner in zip(cells, unit, strict=True):
        west, south, east, north = cell.bounds
        for x in np.arange(west + step / 2, east, step):
            for y in np.arange(south + step / 2, north, step):
                if not cell.contains(Point(x, y)):
                    continue
                claims = [k for k, d in enumerate(districts) if d.contains(Point(x, y))] or [OUTSIDE]
                for k in claims:
                    hits[owner, k] = hits.get((owner, k), 0.0) + 1 / len(claims)
                totals[owner] = totals.get(owner, 0.0) + 1
    return {key: count / totals[key[0]] for key, count in hits.items()}


def square(x: float, y: float, side: float = 100) -> BaseGeometry:
    return box(x, y, x + side, y + side)


def inside(metres: float, limit: float) -> bool:
    """Within the limit, the limit itself and the noise on it included; null is never inside."""
    return metres <= limit or math.isclose(metres, limit, abs_tol=1e-6, rel_tol=0)


def decay(metres: float, limit: float, kind: str) -> float:
    """The weight of one distance, from the formulas as they are written."""
    if not inside(metres, limit):
        return 0.0
    x = min(metres / limit, 1.0)
    if kind == "step":
        return 1.0 if inside(metres, limit / 3) else 0.68 if inside(metres, 2 * limit / 3) else 0.22
    if kind == "gaussian":
        return (math.e ** (-(x**2) / 2) - math.e**-0.5) / (1 - math.e**-0.5)
    return {"binary": 1.0, "linear": 1 - x, "exponential": 100.0**-x}[kind]


def catchment(
    weight: list[list[float]], people: list[float], supply: list[float], *, choosing: bool = False
) -> tuple[list[float], list[float]]:
    """Access by point and ratio by asset from a full table of weights (0: out of reach); 3SFCA if choosing."""
    rows, columns = range(len(people)), range(len(supply))
    w = [list(row) for row in weight]
    if choosing:
        w = [[each * each / sum(row) if sum(row) else 0.0 for each in row] for row in weight]
    ratio = []
    for j in columns:
        demand = sum(people[i] * w[i][j] for i in rows)
        ratio.append(supply[j] / demand if demand > 0 else math.nan)
    access = [sum(ratio[j] * w[i][j] for j in columns if not math.isnan(ratio[j])) for i in rows]
    return access, ratio


@dataclass(frozen=True)
class Part:
    """People of one demand row: where they are counted, who they are, and how far the places are."""

    district: int
    people: float
    target: float
    old: float
    late: float
    children: float
    known: float
    near: tuple[float, ...]
    access: float


def quantile(values: list[tuple[float, float]], share: float) -> float:
    """The first value, going up one (value, people) after another, where `share` of the people have been met."""
    total = math.fsum(people for _, people in values)
    met = 0.0
    for value, people in sorted(values):
        met += people
        if people > 0 and met / total >= share - 1e-9:
            return value
    return math.nan


def measures(
    parts: list[Part], places: list[tuple[int, int, float]], districts: int, limits: list[float]
) -> dict[int, dict[str, float]]:
    """District → figures, by walking through everybody; `places` are (asset, district, supply)."""
    found = {}
    for k in range(districts):
        lives = [p for p in parts if p.district == k]
        here = [(a, s) for a, d, s in places if d == k]
        people, target, known = (
            sum(getattr(p, name) for p in lives) for name in ("people", "target", "known")
        )
        covered = [sum(p.target for p in lives if inside(p.near[0], limit)) for limit in limits]
        some = [(p.near[-1], p.target) for p in lives if not math.isnan(p.near[-1])]
        met = sum(t for _, t in some)
        found[k] = {
            "people": people,
            "target_people": target,
            "aging_rate": percent(sum(p.old for p in lives), known),
            "late_rate": percent(sum(p.late for p in lives), known),
            "children_rate": percent(sum(p.children for p in lives), known),
            "target_rate": percent(target, people),
            "assets": len(here),
            "supply": sum(s for _, s in here),
            "assets_per_1000": 1000 * len(here) / target if target else math.nan,
            "people_per_asset": people / len(here) if here else math.nan,
            "has_any": float(len(here) > 0),
            "covered_people": covered[0],
            "uncovered_people": target - covered[0],
            "covered_share": percent(covered[0], target),
            **{
                f"covered_share_{limit:g}": percent(c, target)
                for limit, c in zip(limits[1:], covered[1:], strict=True)
            },
            "nearest_mean_m": sum(d * t for d, t in some) / met if met else math.nan,
            "nearest_median_m": quantile(some, 0.5) if met else math.nan,
            "nearest_p90_m": quantile(some, 0.9) if met else math.nan,
            "unreached_people": sum(p.target for p in lives if math.isnan(p.near[-1])),
            "access_mean": sum(p.access * p.target for p in lives) / target if target else math.nan,
        }
    return found


def percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else math.nan


def place(values: list[float], more_is_need: bool) -> list[float]:
    """0–100 by counting, for each value, the others with less need and half of those with the same."""
    known = [v for v in values if not math.isnan(v)]
    scores = []
    for value in values:
        if math.isnan(value):
            scores.append(math.nan)
        elif len(known) == 1:
            scores.append(50.0)
        else:
            less = sum(1 for v in known if (v < value if more_is_need else v > value))
            same = sum(1 for v in known if v == value) - 1
            scores.append(100 * (less + same / 2) / (len(known) - 1))
    return scores


def concentration(values: list[float], people: list[float], order: list[float]) -> float:
    """The mean over all pairs of people of what the one ranked higher has more, over twice the mean."""
    total = sum(people)
    amount = sum(v * p for v, p in zip(values, people, strict=True))
    if not amount > 0:
        return math.nan
    more = 0.0
    for v, p, r in zip(values, people, order, strict=True):
        for v2, p2, r2 in zip(values, people, order, strict=True):
            more += p * p2 * (v - v2) * ((r > r2) - (r < r2))
    return more / total**2 / (2 * amount / total)
