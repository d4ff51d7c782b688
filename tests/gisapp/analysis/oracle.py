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
