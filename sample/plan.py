"""Knows how the city's cells are dealt out to towns, school districts, junior districts and councils.

Knows no name, no person and no file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sample.grow import Links, centres, detach, group, links, mend, neighbours, spread
from sample.noise import Floats, Ints
from sample.quarters import HARBOUR, QUARTERS
from sample.terrain import Land

TOWNS, DISTRICTS, JUNIORS, COUNCILS = 112, 30, 12, 9
_LARGEST_GROUP = 4
_CHOICE_CELLS = 7
_CHOICE_PEOPLE = 450
_RIVER_COST, _TOWN_COST, _QUAY_COST = 5.0, 3.0, 9.0
_SCHOOL_DENSITY = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Labels per cell, groups of districts, and the choice area: cells of `home`, next to `other`."""

    town: Ints
    district: Ints
    schools: tuple[int, ...]
    juniors: tuple[tuple[int, ...], ...]
    councils: tuple[tuple[int, ...], ...]
    choice: tuple[int, ...]
    home: int
    other: int


def plan(rng: np.random.Generator, land: Land, people: Floats, *, scale: int) -> Plan:
    """Deal out the cells; `people` are persons per cell."""
    length = np.hypot(
        *(land.mosaic.seeds[land.mosaic.pairs[:, 0]] - land.mosaic.seeds[land.mosaic.pairs[:, 1]]).T
    )
    length = length * rng.uniform(0.75, 1.4, len(length)) * np.where(land.mosaic.water, _RIVER_COST, 1)
    town = _towns(rng, land, length, target=TOWNS * scale)
    schools, district = _districts(rng, land, length, town, target=DISTRICTS * scale)
    table = links(len(town), land.mosaic.pairs, length)
    town = _exclaves(land, town, table, count=3, size=3)
    district = _exclaves(land, district, table, count=1, size=5, near=schools)
    touching = neighbours(district, table)
    heads = np.bincount(district, weights=people).astype(float)
    juniors = _groups(land, schools, touching, heads, target=JUNIORS * scale)
    councils = _groups(land, schools, touching, np.full(len(heads), 7e3), target=COUNCILS * scale)
    home, other, choice = _choice(district, table, people, (juniors, councils))
    return Plan(town, district, tuple(schools), juniors, councils, choice, home, other)


def _nearest(land: Land, x: float, y: float) -> int:
    return int(np.argmin(np.hypot(land.km[:, 0] - x, land.km[:, 1] - y)))


def _order(rng: np.random.Generator, land: Land, first: list[int], *, power: float) -> Ints:
    """All cells, `first` in front, then at random with the dense ones mostly earlier."""
    luck = rng.gumbel(size=len(land.km)) + power * np.log(land.density)
    luck[first] = 1e9 - np.arange(len(first))
    return np.argsort(-luck, kind="stable")


def _towns(rng: np.random.Generator, land: Land, length: Floats, *, target: int) -> Ints:
    port = np.array([zone == "harbour" for zone in land.zone])
    reach = np.where(port, 1.2, np.clip((land.density / 5000) ** -0.27, 0.8, 3.2))
    first = [_nearest(land, HARBOUR[0], HARBOUR[1] + side) for side in (0.45, -0.45)]
    sources = centres(_order(rng, land, first, power=0.4), land.mosaic.seeds, reach, target=target)
    quay = port[land.mosaic.pairs[:, 0]] != port[land.mosaic.pairs[:, 1]]
    return _grow(land, sources, length * np.where(quay, _QUAY_COST, 1), reach)


def _districts(
    rng: np.random.Generator, land: Land, length: Floats, town: Ints, *, target: int
) -> tuple[list[int], Ints]:
    """School cells and the district of each cell; most towns go to one district whole."""
    reach = np.clip((land.density / 5000) ** -0.36, 0.75, 2.4)
    first = [_nearest(land, q.x, q.y) for q in QUARTERS if q.school]
    order = _order(rng, land, first, power=1.0)
    peopled = (land.density > _SCHOOL_DENSITY) & (np.array(land.zone) != "harbour")
    schools = centres(order[peopled[order]], land.mosaic.seeds, reach, target=target)
    crossing = town[land.mosaic.pairs[:, 0]] != town[land.mosaic.pairs[:, 1]]
    district = _grow(land, schools, length * np.where(crossing, _TOWN_COST, 1), reach)
    for number in range(int(town.max()) + 1):
        cells = np.flatnonzero(town == number)
        share = np.bincount(district[cells], minlength=len(schools))
        held = {int(district[s]) for s in schools if town[s] == number}
        if share.max() > 0.62 * len(cells) and held <= {int(share.argmax())}:
            district[cells] = share.argmax()
    return schools, mend(district, links(len(town), land.mosaic.pairs, length))


def _grow(land: Land, sources: list[int], length: Floats, reach: Floats) -> Ints:
    cost = length / reach[land.mosaic.pairs].mean(axis=1)
    return spread(sources, links(len(reach), land.mosaic.pairs, cost))


def _exclaves(
    land: Land, labels: Ints, table: Links, *, count: int, size: int, near: list[int] | None = None
) -> Ints:
    """Give some areas in the hills a detached part inside a neighbour."""
    labels, done = labels.copy(), 0
    hilly = np.bincount(labels, weights=land.density) / np.bincount(labels)
    touching = neighbours(labels, table)
    used: set[int] = set()
    for taker in np.argsort(hilly, kind="stable").tolist()[2:]:
        for giver in touching[taker]:
            if done == count or {taker, giver} & used:
                continue
            blob = detach(labels, table, taker=taker, giver=giver, size=size)
            if blob and not set(blob) & set(near or ()):
                labels[blob] = taker
                used |= {taker, giver}
                done += 1
    return labels


def _groups(
    land: Land, schools: list[int], touching: list[list[int]], heads: Floats, *, target: int
) -> tuple[tuple[int, ...], ...]:
    """Neighbouring districts joined to `target` groups of even weight and compact shape."""
    at = land.mosaic.seeds[schools] / 1000

    def weight(members: list[int]) -> float:
        span = np.hypot(*(at[members][:, None] - at[members]).reshape(-1, 2).T).max()
        return float(heads[members].sum() / 9000 + span / 3)

    return tuple(tuple(g) for g in group(touching, weight, target=target, largest=_LARGEST_GROUP))


def _choice(
    district: Ints, table: Links, people: Floats, systems: tuple[tuple[tuple[int, ...], ...], ...]
) -> tuple[int, int, tuple[int, ...]]:
    """A small strip along the border of two districts that share junior district and council."""
    found = []
    touching = neighbours(district, table)
    for home, others in enumerate(touching):
        for other in others:
            if all(any(home in g and other in g for g in system) for system in systems):
                blob = _strip(district, table, home, other)
                gap = abs(people[blob].sum() - _CHOICE_PEOPLE) + 1e6 * (len(blob) < _CHOICE_CELLS)
                found.append((gap, home, other, tuple(blob)))
    _, home, other, blob_cells = min(found)
    return home, other, blob_cells


def _strip(district: Ints, table: Links, home: int, other: int) -> list[int]:
    edge = [
        c for c in np.flatnonzero(district == home).tolist() if any(district[o] == other for o, _ in table[c])
    ]
    near = {o for c in edge for o, _ in table[c] if district[o] == home} | set(edge)
    strip = [edge[len(edge) // 2]]
    while len(strip) < _CHOICE_CELLS:
        ties = {c: sum(o in strip for o, _ in table[c]) for c in sorted(near - set(strip))}
        best = max(ties, key=lambda c: ties[c], default=-1)
        if best < 0 or not ties[best]:
            break
        strip.append(best)
    return sorted(strip)


def union(land: Land, cells: Ints) -> BaseGeometry:
    """The union of cells, with the neighbours' vertices kept."""
    return shapely.coverage_union_all(land.mosaic.polygons[cells])
