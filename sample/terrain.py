"""Knows the lie of the land of 見本市: coast, river and outline, cut into cells.

Knows no district, no town name and no person. All positions are kilometres from the city's middle at scale 1;
a larger city is the same picture, stretched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sample.grow import links, pieces
from sample.mosaic import Mosaic, tessellate
from sample.noise import Field, Floats, Ints, parallel, resample, waves
from sample.quarters import lived_in

#: Mean spacing of the cells, and of the seeds along river and coast, in km.
SPACING_KM = 0.235
CURVE_STEP_KM = 0.125
BANK_KM = 0.06


def _points(text: str) -> Floats:
    return np.array(text.split(), dtype=float).reshape(-1, 2)


_RIVER = _points(
    """-10 4.9  -8 3.9  -6.3 2.7  -4.9 2.6  -3.6 1.4  -2.2 1.3  -1.1 0.3  0.2 0.9  1.4 0.75
    2.4 -0.35  3.6 0.2  4.7 -0.6  5.6 -0.2  6.4 -0.8  8.5 -1  11 -1.2"""
)
_COAST = _points(
    """5.6 -11  5.5 -8  5.4 -6.4  6.1 -5  5.4 -3.9  5.9 -3.2  6.9 -2.6  7 -1.5  6.3 -0.8
    6.7 0.6  6.2 2  6.9 3.5  7.5 4.6  7 5.6  7.2 7.5  7.6 11"""
)


@dataclass(frozen=True, slots=True)
class Land:
    """The city's cells with what lies on them: mosaic in metres from the middle, `km` as at scale 1.

    `density` is persons/km² before it is fitted to the city's total, `aging` a share, `zone` a kind of
    quarter.
    """

    mosaic: Mosaic
    km: Floats
    density: Floats
    aging: Floats
    zone: tuple[str, ...]


def land(rng: np.random.Generator, *, scale: int) -> Land:
    """The cells of the city, from outline, river and coast."""
    stretch = float(np.sqrt(scale))
    river, coast = _curve(_RIVER * stretch), _curve(_COAST * stretch)
    seeds, banks = _seeds(rng, river, coast, stretch)
    ragged = waves(rng, longest_km=7, shortest_km=1.1)
    keep = _inside(seeds / stretch, ragged) & _landward(seeds, coast)
    mosaic = _mainland(tessellate(seeds * 1000, keep, rng, banks=banks))
    km = mosaic.seeds / 1000 / stretch
    density, aging, zone = lived_in(km, waves(rng, longest_km=4, shortest_km=0.5))
    return Land(mosaic, km, density, aging, zone)


def _mainland(mosaic: Mosaic) -> Mosaic:
    """The mosaic without its islands."""
    table = links(len(mosaic.seeds), mosaic.pairs, np.ones(len(mosaic.pairs)))
    main = np.array(max(pieces(np.zeros(len(table), dtype=np.int64), table), key=len))
    index = np.full(len(table), -1)
    index[main] = np.arange(len(main))
    kept = (index[mosaic.pairs] >= 0).all(axis=1)
    return Mosaic(
        seeds=mosaic.seeds[main],
        polygons=mosaic.polygons[main],
        pairs=index[mosaic.pairs[kept]],
        lines=mosaic.lines[kept],
        water=mosaic.water[kept],
    )


def _curve(points: Floats) -> Floats:
    """A smooth line through the points (Catmull–Rom), at even steps."""
    p0, p1, p2, p3 = points[:-3, None], points[1:-2, None], points[2:-1, None], points[3:, None]
    t = np.linspace(0, 1, 24, endpoint=False)[None, :, None]
    bend = (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return resample(bend.reshape(-1, 2) / 2, CURVE_STEP_KM)


def _landward(seeds: Floats, coast: Floats) -> np.ndarray:
    return np.asarray(seeds[:, 0] < np.interp(seeds[:, 1], coast[:, 1], coast[:, 0]))


def _seeds(rng: np.random.Generator, river: Floats, coast: Floats, stretch: float) -> tuple[Floats, Ints]:
    """Seeds, in pairs along river and coast so that borders follow them; banks are +1, −1, else 0."""
    shore = shapely.LineString(coast)
    stream = shapely.LineString(river)
    far = shapely.distance(shore, shapely.points(river)) > 1.9 * BANK_KM
    left, right = parallel(river, BANK_KM)[far], parallel(river, -BANK_KM)[far]
    wet, dry = parallel(coast, -BANK_KM), parallel(coast, BANK_KM)
    reach = 9.6 * stretch
    axis = np.arange(-reach, reach, SPACING_KM)
    x, y = np.meshgrid(axis, axis * 0.93)
    x = x + np.where(np.arange(len(axis)) % 2, SPACING_KM / 2, 0)[:, None]
    grid = np.stack([x.ravel(), y.ravel()], axis=1) + rng.uniform(-0.36, 0.36, (x.size, 2)) * SPACING_KM
    spot = shapely.points(grid)
    clear = (shapely.distance(shore, spot) > 0.17) & (shapely.distance(stream, spot) > 0.17)
    seeds = np.concatenate([grid[clear], wet, dry, left, right])
    banks = np.zeros(len(seeds), dtype=np.int64)
    banks[-len(left) - len(right) : -len(right)] = 1
    banks[-len(right) :] = -1
    return np.round(seeds, 5), banks


def _inside(km: Floats, ragged: Field) -> np.ndarray:
    """Inside the municipal border: a lopsided blob whose rim wanders by about half a kilometre."""
    angle = np.arctan2(km[:, 1], km[:, 0])
    lobes = 0.1 * np.cos(2 * angle - 0.5) + 0.08 * np.cos(3 * angle + 2.0) + 0.05 * np.cos(5 * angle + 0.9)
    rim = 7.6 * (1 + lobes) + 0.42 * ragged(km)
    return np.asarray(np.hypot(*km.T) < rim)
