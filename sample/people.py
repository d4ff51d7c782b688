"""Knows who lives where: dwelling points with people by sex and five-year age group, and their households.

Knows no district, no town and no mesh: those add up these points, so their totals agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sample.mosaic import SHRINK
from sample.noise import Floats, Ints
from sample.terrain import Land

#: Lower bounds of the age groups; the last is 95 and over.
AGES = tuple(range(0, 100, 5))
AGED = 13
PEOPLE_AT_SCALE_1 = 180_000
PEOPLE_A_POINT = 16

#: Shares by age group under and over 65 in a young, a middling and an old quarter, in parts of their sum.
_UNDER = np.array(
    [
        [9.5, 9.0, 7.5, 5.5, 4.5, 5.5, 9.0, 11.0, 11.5, 10.0, 7.5, 5.5, 4.0],
        [5.2, 5.6, 6.0, 6.9, 7.8, 7.9, 7.6, 8.0, 8.9, 10.2, 10.0, 8.6, 7.3],
        [2.6, 3.2, 4.2, 5.2, 5.0, 4.8, 5.0, 6.0, 8.0, 10.5, 12.5, 15.0, 18.0],
    ]
)
_OVER = np.array(
    [
        [32, 27, 18, 12, 7, 3, 1],
        [22, 26, 20, 16, 10, 4.5, 1.5],
        [17, 21, 21, 19, 14, 6, 2],
    ],
    dtype=float,
)
_TURNS = (0.16, 0.28, 0.44)
_MALE = np.array([0.512] * 6 + [0.508] * 4 + [0.5] * 3 + [0.487, 0.472, 0.453, 0.425, 0.36, 0.27, 0.19])
_SIZES = np.array(
    [[0.22, 0.25, 0.22, 0.22, 0.07, 0.015, 0.005], [0.44, 0.30, 0.13, 0.08, 0.03, 0.013, 0.007]]
)


@dataclass(frozen=True, slots=True)
class People:
    """Dwelling points: `x`, `y` in plane metres, the cell each lies in, and counts.

    `ages` is (points, 2 sexes male/female, 20 groups); `adult` the 18- and 19-year-olds
    (points, 2), `foreign` (points, 2); `homes` is households by size 1 … 7 and over (points, 7).
    """

    x: Floats
    y: Floats
    cell: Ints
    ages: Ints
    adult: Ints
    foreign: Ints
    homes: Ints


def settle(rng: np.random.Generator, land: Land, *, scale: int) -> People:
    """People the land: density decides how many, the aging rate of the cell how old."""
    wish = land.density * shapely.area(land.mosaic.polygons)
    in_cell = _round_to(wish * (PEOPLE_AT_SCALE_1 * scale / wish.sum()))
    points = np.ceil(in_cell / PEOPLE_A_POINT).astype(np.int64)
    cell = np.repeat(np.arange(len(points)), points)
    order = np.arange(len(cell)) - np.repeat(np.cumsum(points) - points, points)
    count = in_cell[cell] // points[cell] + (order < in_cell[cell] % points[cell])
    ages = rng.multinomial(count, _shares(land.aging[cell])).reshape(-1, 2, len(AGES))
    at = _places(rng, land, cell)
    return People(
        x=at[:, 0],
        y=at[:, 1],
        cell=cell,
        ages=ages,
        adult=rng.binomial(ages[:, :, 3], 0.41),
        foreign=rng.binomial(ages.sum(axis=2), np.where(land.aging[cell] < 0.3, 0.027, 0.011)[:, None]),
        homes=_homes(rng, count, land.aging[cell]),
    )


def _round_to(wish: Floats) -> Ints:
    """Whole numbers with the same (rounded) sum: the largest remainders are rounded up."""
    whole = np.floor(wish).astype(np.int64)
    short = round(wish.sum()) - int(whole.sum())
    whole[np.argsort(whole - wish, kind="stable")[:short]] += 1
    return whole


def _shares(aging: Floats) -> Floats:
    """Shares (n, 40) of sex and age for cells of these aging rates, each row adding up to 1."""
    turn = np.stack([np.interp(aging, _TURNS, row) for row in np.eye(3)], axis=1)
    under = turn @ (_UNDER / _UNDER.sum(axis=1, keepdims=True)) * (1 - aging)[:, None]
    over = turn @ (_OVER / _OVER.sum(axis=1, keepdims=True)) * aging[:, None]
    both = np.concatenate([under, over], axis=1)
    shares = np.concatenate([both * _MALE, both * (1 - _MALE)], axis=1)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _places(rng: np.random.Generator, land: Land, cell: Ints) -> Floats:
    """A spot for each dwelling point, so far from its cell's border that no bend of it matters."""
    corners, owner = shapely.get_coordinates(land.mosaic.polygons, return_index=True)
    first = np.searchsorted(owner, cell)
    size = np.searchsorted(owner, cell, side="right") - first
    pick = first + (rng.random(len(cell)) * size).astype(np.int64)
    reach = SHRINK * 0.8 * np.sqrt(rng.uniform(0.02, 1, len(cell)))
    seed = land.mosaic.seeds[cell]
    return np.round(seed + (corners[pick] - seed) * reach[:, None], 2)


def _homes(rng: np.random.Generator, count: Ints, aging: Floats) -> Ints:
    """Households by size: drawn until everybody has a home; the last one is as large as what is left."""
    homes = np.zeros((len(count), 7), dtype=np.int64)
    young = np.clip((0.4 - aging) / 0.25, 0, 1)[:, None]
    chance = np.cumsum(young * _SIZES[0] + (1 - young) * _SIZES[1], axis=1)
    draws = rng.random((len(count), int(count.max(initial=1))))
    sizes = 1 + (draws[:, :, None] > chance[:, None, :6]).sum(axis=2)
    for point, (left, row) in enumerate(zip(count.tolist(), sizes.tolist(), strict=True)):
        for size in row:
            if left <= 0:
                break
            homes[point, min(size, left) - 1] += 1
            left -= size
    return homes
