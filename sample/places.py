"""Knows where 見本市's gatherings and facilities stand: many in the middle, few on the ageing edges.

Knows no file format and not how the places are called (`sample.gatherings` and `sample.services` do).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import shapely

from sample import gatherings, services
from sample.geo import to_degrees
from sample.model import City, Place, Spot
from sample.noise import Floats
from sample.people import AGED

Dress = Callable[[np.random.Generator, City, gatherings.Spots], list[Place]]

#: How many of each kind at scale 1, and what makes places of the spots.
KINDS: dict[str, tuple[int, Dress]] = {
    "ibasho": (40, gatherings.ibasho),
    "kosodate": (35, gatherings.kosodate),
    "kodomo": (14, gatherings.kodomo),
    "cafe": (41, services.cafe),
    "day": (28, services.day),
    "desk": (5, services.desk),
    "office": (6, services.office),
    "park": (3, services.park),
}
CAFES_OUTSIDE = 4
#: The share of districts that get no ibasho at all: the oldest ones.
_FORGOTTEN = 0.2
_APART_M = 130.0


def furnish(rng: np.random.Generator, city: City) -> City:
    """The city with its places."""
    found: list[Place] = []
    for kind, (count, dress) in KINDS.items():
        spots = _pick(rng, city, _wishes(city, kind), count=count * city.scale)
        found += dress(rng, city, spots)
    found += services.outside_cafes(_outside(rng, city, CAFES_OUTSIDE * city.scale))
    return replace(city, places=tuple(found + _schools(city)))


def _wishes(city: City, kind: str) -> Floats:
    """How much each dwelling point wants a place of this kind."""
    people = city.residents
    zone = np.array([city.towns[t].zone for t in people.town])
    total, aged = people.ages.sum(axis=(1, 2)), people.ages[:, :, AGED:].sum(axis=(1, 2))
    children = people.ages[:, :, :3].sum(axis=(1, 2))
    middle = np.isin(zone, ("centre", "west"))
    wishes: dict[str, Callable[[], Floats]] = {
        "ibasho": lambda: (
            aged * np.where(middle, 2.6, 1) * np.where(zone == "danchi", 0.25, 1) * _served(city)
        ),
        "kosodate": lambda: (children + 0.4) * np.where(zone == "newtown", 0.55, 1),
        "kodomo": lambda: children * np.where(middle, 1.8, 0.8),
        "cafe": lambda: total * np.where(middle, 3.0, np.where(zone == "newtown", 1.3, 0.4)),
        "day": lambda: aged + 0.5,
    }
    return wishes[kind]() if kind in wishes else total + 1.0


def _served(city: City) -> Floats:
    """0 in the oldest districts outside the 団地, 1 elsewhere."""
    oldest = sorted(
        (d for d in city.districts if d.zone != "danchi"), key=lambda d: (-d.aging_rate, d.number)
    )
    forgotten = [d.number - 1 for d in oldest[: round(_FORGOTTEN * len(city.districts))]]
    return np.where(np.isin(city.residents.district, forgotten), 0.0, 1.0)


def _pick(rng: np.random.Generator, city: City, wish: Floats, *, count: int) -> list[tuple[Spot, int]]:
    """Spots with their district numbers: dwelling points drawn by wish, none too near another of the kind."""
    people = city.residents
    with np.errstate(divide="ignore"):
        luck = np.log(wish) + rng.gumbel(size=len(wish))
    order = np.argsort(-luck, kind="stable")
    at = np.stack([people.x, people.y], axis=1)
    chosen: list[int] = []
    for point in order[np.isfinite(luck[order])].tolist():
        if len(chosen) == count:
            break
        if not chosen or np.hypot(*(at[chosen] - at[point]).T).min() > _APART_M:
            chosen.append(point)
    return [(_spot(city, p, n), int(people.district[p]) + 1) for n, p in enumerate(chosen)]


def _spot(city: City, point: int, turn: int) -> Spot:
    people, town = city.residents, city.towns[int(city.residents.town[point])]
    lot = f"{point % 27 + 1}-{turn * 7 % 23 + 1}" if town.chome else f"{point % 880 + 21}"
    x, y = float(people.x[point]), float(people.y[point])
    return Spot(x, y, round(float(people.lon[point]), 6), round(float(people.lat[point]), 6), town.name, lot)


def _outside(rng: np.random.Generator, city: City, count: int) -> list[Spot]:
    """Spots on land just beyond the border: 250 to 700 m off its western and northern side."""
    west, south, east, north = city.outline.bounds
    spots: list[Spot] = []
    while len(spots) < count:
        x = rng.uniform(west - 700, (west + 2 * east) / 3)
        y = rng.uniform((south + north) / 2, north + 700)
        if 250 < shapely.distance(city.outline, shapely.Point(x, y)) < 700:
            lon, lat = to_degrees(np.array([[x, y]]))[0].round(6).tolist()
            spots.append(Spot(float(x), float(y), lon, lat, "", ""))
    return spots


def _schools(city: City) -> list[Place]:
    """Every school is a shelter too."""
    elementary = [(d.name, d.kana, d.school, d.number) for d in city.districts]
    member = [(j.name, "", j.school, j.members[0]) for j in city.juniors]
    kind = "一時避難場所・避難所"
    return [
        Place("shelter", n, name, kana, spot, district, extra={"type": kind})
        for n, (name, kana, spot, district) in enumerate(elementary + member, start=1)
    ]
