"""Knows the lie of the land of 見本市: coast, river, outline, and which quarter people live in.

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

#: Mean spacing of the cells, and of the seeds along river and coast, in km.
SPACING_KM = 0.235
CURVE_STEP_KM = 0.125
BANK_KM = 0.06


@dataclass(frozen=True, slots=True)
class Quarter:
    """A hill of people: density peak (persons/km²) falling off with `sigma` km, its aging rate (share), a school in it."""

    zone: str
    x: float
    y: float
    peak: float
    sigma: float
    aging: float
    school: bool = True


QUARTERS = (
    Quarter("centre", 1.5, -0.2, 7600, 1.25, 0.214),
    Quarter("centre", 3.2, -1.5, 2400, 1.0, 0.25, school=False),
    Quarter("west", -2.5, -2.0, 5600, 0.62, 0.222),
    Quarter("west", -3.2, -3.3, 2600, 0.5, 0.25),
    Quarter("danchi", -0.9, 2.5, 9500, 0.52, 0.475),
    Quarter("newtown", 2.6, 4.3, 5600, 0.95, 0.132),
    Quarter("newtown", 1.1, 5.2, 3600, 0.7, 0.145),
    Quarter("suburb", -1.0, -4.6, 2600, 0.9, 0.32),
    Quarter("suburb", 4.6, 1.5, 2300, 0.9, 0.305),
    Quarter("suburb", -3.9, 0.8, 1900, 0.8, 0.355),
    Quarter("suburb", 2.0, -4.2, 1700, 0.9, 0.345),
    Quarter("coast", 5.1, -4.6, 2300, 0.5, 0.41),
    Quarter("coast", 5.9, 3.9, 1300, 0.45, 0.395),
    Quarter("hill", -6.2, 3.5, 1100, 0.45, 0.43),
    Quarter("hill", -4.6, 4.7, 800, 0.4, 0.455, school=False),
    Quarter("hill", -6.3, -0.9, 1200, 0.42, 0.44),
    Quarter("hill", -5.7, -3.8, 1700, 0.45, 0.43),
    Quarter("hill", -2.6, 5.3, 900, 0.4, 0.40),
    Quarter("hill", -3.0, -5.9, 700, 0.4, 0.41, school=False),
)
#: People of the open country: (zone, persons/km², aging rate). Hills lie in the west, lowland in the east.
LOWLAND = ("suburb", 470.0, 0.41)
HILLS = ("hill", 3.0, 0.47)
#: The landfill by the harbour, where next to nobody lives: middle and radius in km.
HARBOUR = (5.9, -1.9, 0.95)

_RIVER = np.array(
    [
        (-10, 4.9),
        (-8, 3.9),
        (-6.3, 2.7),
        (-4.9, 2.6),
        (-3.6, 1.4),
        (-2.2, 1.3),
        (-1.1, 0.3),
        (0.2, 0.9),
        (1.4, 0.75),
    ]
    + [(2.4, -0.35), (3.6, 0.2), (4.7, -0.6), (5.6, -0.2), (6.4, -0.8), (8.5, -1.0), (11, -1.2)],
    dtype=float,
)
_COAST = np.array(
    [
        (5.6, -11),
        (5.5, -8),
        (5.4, -6.4),
        (6.1, -5.0),
        (5.4, -3.9),
        (5.9, -3.2),
        (6.9, -2.6),
        (7.0, -1.5),
        (6.3, -0.8),
    ]
    + [(6.7, 0.6), (6.2, 2.0), (6.9, 3.5), (7.5, 4.6), (7.0, 5.6), (7.2, 7.5), (7.6, 11)],
    dtype=float,
)


@dataclass(frozen=True, slots=True)
class Land:
    """The city's cells with what lies on them; seeds of the mosaic are metres from the middle, `km` is at scale 1.

    `density` is persons/km² before it is fitted to the city's total; `aging` a share; `zone` the quarter's kind.
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
    density, aging, zone = _people(km, waves(rng, longest_km=4, shortest_km=0.5))
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
    """Seeds everywhere, in pairs along river and coast so that cell borders follow them; banks +1, −1, else 0."""
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


def _people(km: Floats, rough: Field) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Density, aging rate and zone of each cell as the mixture of the quarters at its seed."""
    height = np.stack(
        [
            q.peak * np.exp(-(np.hypot(km[:, 0] - q.x, km[:, 1] - q.y) ** 2) / (2 * q.sigma**2))
            for q in QUARTERS
        ]
    )
    low = 1 / (1 + np.exp(-(km[:, 0] + 2.9 - 0.25 * np.abs(km[:, 1])) / 0.55))
    height = np.concatenate([height, [LOWLAND[1] * low], [HILLS[1] * np.ones(len(km))]])
    zones = [q.zone for q in QUARTERS] + [LOWLAND[0], HILLS[0]]
    rates = np.array([q.aging for q in QUARTERS] + [LOWLAND[2], HILLS[2]])
    noise = rough(km)
    density = height.sum(axis=0) * np.exp(0.28 * noise)
    harbour = np.hypot(km[:, 0] - HARBOUR[0], km[:, 1] - HARBOUR[1]) < HARBOUR[2]
    density[harbour] *= 0.035
    aging = rates @ height / height.sum(axis=0) + 0.012 * noise
    zone = tuple(
        "harbour" if wet else zones[i] for i, wet in zip(height.argmax(axis=0), harbour, strict=True)
    )
    return density, np.clip(aging, 0.1, 0.6), zone
