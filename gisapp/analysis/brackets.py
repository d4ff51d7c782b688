"""Knows how the people of some ages are put together from age brackets: sums, differences, parts.

Knows no counts.
"""

from __future__ import annotations

import functools
import heapq
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

#: From age, to age; None for "and over".
Ages = tuple[int, int | None]

EVERYBODY: Ages = (0, None)
#: Where "and over" ends; beyond every age.
_END = 1000
#: A difference of brackets is only taken where no sum tells the same.
_MINUS = 1000


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many times each bracket is counted for some ages; not `exact` where a bracket had to be cut."""

    parts: Mapping[Ages, Fraction]
    exact: bool


def tiling(*found: Iterable[Ages]) -> tuple[Ages, ...]:
    """The finest ages from 0 on that each of these sets of brackets tells exactly; empty where none do."""
    shared = set.intersection(*(set(_edges(frozenset(each))) for each in found))
    edges = sorted(shared)
    return tuple((a, None if b == _END else b - 1) for a, b in itertools.pairwise(edges))


@functools.lru_cache(maxsize=4096)
def recipe(found: frozenset[Ages], ages: Ages) -> Recipe | None:
    """How to count `ages` from the brackets `found`; None where they can't tell."""
    if ages in found:
        return Recipe({ages: Fraction(1)}, exact=True)
    known = found - {EVERYBODY}
    low, high = ages[0], _END if ages[1] is None else ages[1] + 1
    path = _path(known, low, high)
    if path is not None:
        return Recipe(path, exact=True)
    ways = [_cut(known, edges, low, high) for edges in _components(known)]
    best = min((way for way in ways if way), key=lambda way: way[0], default=None)
    return Recipe(best[1], exact=False) if best else None


def _path(found: frozenset[Ages], low: int, high: int) -> dict[Ages, Fraction] | None:
    """The fewest brackets that lead from one age to another: ahead they are added, backwards taken away."""
    steps: dict[int, list[tuple[int, Ages, int]]] = {}
    for ages in sorted(found, key=_span):
        start, end = _span(ages)
        steps.setdefault(start, []).append((end, ages, 1))
        steps.setdefault(end, []).append((start, ages, -1))
    queue: list[tuple[int, int, int, dict[Ages, Fraction]]] = [(0, 0, low, {})]
    seen: set[int] = set()
    turn = 0
    while queue:
        cost, _, age, parts = heapq.heappop(queue)
        if age == high:
            return parts
        if age in seen:
            continue
        seen.add(age)
        for other, ages, sign in steps.get(age, ()):
            if other not in seen:
                turn += 1
                price = cost + (1 if sign > 0 else _MINUS)
                heapq.heappush(queue, (price, turn, other, {**parts, ages: Fraction(sign)}))
    return None


def _span(ages: Ages) -> tuple[int, int]:
    return ages[0], _END if ages[1] is None else ages[1] + 1


def _components(found: frozenset[Ages]) -> list[tuple[int, ...]]:
    """The ages at which brackets begin or end, those that brackets link together."""
    groups: list[set[int]] = []
    for ages in sorted(found, key=_span):
        linked = set(_span(ages))
        apart = [group for group in groups if not group & linked]
        groups = [*apart, linked.union(*(group for group in groups if group & linked))]
    return [tuple(sorted(group)) for group in groups]


def _edges(found: frozenset[Ages]) -> tuple[int, ...]:
    """The linked ages that reach from 0 to the end."""
    groups = _components(found - {EVERYBODY})
    return next((group for group in groups if group[0] == 0 and group[-1] == _END), ())


def _cut(
    found: frozenset[Ages], edges: tuple[int, ...], low: int, high: int
) -> tuple[int, dict[Ages, Fraction]] | None:
    """(years that the cut brackets span, parts) for ages that don't end where brackets do."""
    first, last = _around(edges, low), _around(edges, high)
    if first is None or last is None:
        return None
    (a, b, skipped), (c, d, taken) = first, last
    parts: dict[Ages, Fraction] = {}
    if (a, b) == (c, d):
        _add(parts, _path(found, a, b), taken - skipped)
        return b - a, parts
    _add(parts, _path(found, a, b), 1 - skipped)
    _add(parts, _path(found, b, c), Fraction(1))
    _add(parts, _path(found, c, d), taken)
    return (b - a if skipped else 0) + (d - c if taken else 0), parts


def _around(edges: tuple[int, ...], age: int) -> tuple[int, int, Fraction] | None:
    """The edges next to an age and how far between them it lies; None outside and in the open end."""
    for low, high in itertools.pairwise(edges):
        if low == age:
            return low, high, Fraction(0)
        if low < age < high:
            return None if high == _END else (low, high, Fraction(age - low, high - low))
    return (age, age, Fraction(0)) if edges and edges[-1] == age else None


def _add(into: dict[Ages, Fraction], parts: dict[Ages, Fraction] | None, times: Fraction) -> None:
    for ages, sign in (parts or {}).items():
        total = into.get(ages, Fraction(0)) + sign * times
        if total:
            into[ages] = total
        else:
            into.pop(ages, None)
