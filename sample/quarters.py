"""Knows where the people of 見本市 live and how old each quarter is.

Knows no border, no cell and no name. Positions are kilometres from the city's middle at scale 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sample.noise import Field, Floats


@dataclass(frozen=True, slots=True)
class Quarter:
    """A hill of people: density peak (persons/km²) falling off with `sigma` km, aging rate, school or not."""

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


def lived_in(km: Floats, rough: Field) -> tuple[Floats, Floats, tuple[str, ...]]:
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
