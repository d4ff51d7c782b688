"""Knows how to name the planned towns and districts and turn them into finished areas.

Knows no facility and no file.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sample.geo import to_degrees, to_plane
from sample.model import Choice, Council, District, Junior, Residents, Spot, Town
from sample.names import CHOME, TOWNS, Name, endless
from sample.noise import Floats, Ints
from sample.people import AGED
from sample.plan import Plan, union
from sample.terrain import Land

_CHOME_ZONES = ("centre", "west", "danchi", "newtown", "harbour")
_CHOME_SIZES = (4, 3, 5, 2, 3, 4)
_CHOME_REACH_M = 2200.0


def towns(land: Land, plan: Plan, people: Residents) -> tuple[Town, ...]:
    """The towns with names, census keys and people, in the order of the plan's labels."""
    count = int(plan.town.max()) + 1
    cells = [np.flatnonzero(plan.town == t) for t in range(count)]
    zones = [_zone(land, c) for c in cells]
    middle = np.array([land.mosaic.seeds[c].mean(axis=0) for c in cells])
    named = _named(zones, middle)
    keys = _keys(named)
    return tuple(
        _town(land, cells[t], named[t], (keys[t], zones[t]), people.town == t, people) for t in range(count)
    )


def _placed(land: Land, cells: Ints) -> BaseGeometry:
    """The union of cells in EPSG:6677; neighbours share their vertices bit for bit."""
    return shapely.transform(union(land, cells), to_plane)


def _zone(land: Land, cells: Ints) -> str:
    weight: dict[str, float] = {}
    for cell in cells.tolist():
        weight[land.zone[cell]] = weight.get(land.zone[cell], 0) + max(land.density[cell], 90) ** 0.5
    return max(sorted(weight), key=lambda zone: weight[zone])


def _named(zones: list[str], middle: Floats) -> list[tuple[Name, int]]:
    """((name, reading), 丁目 or 0) of each town; neighbours in built-up zones share a name."""
    pools = {zone: endless(names) for zone, names in TOWNS.items()}
    named: list[tuple[Name, int]] = [(("", ""), 0)] * len(zones)
    left = np.argsort(np.hypot(*middle.T), kind="stable").tolist()
    turn = 0
    while left:
        town, zone = left[0], zones[left[0]]
        block = [town]
        if zone in _CHOME_ZONES:
            block = _block(left, zones, middle, size=_CHOME_SIZES[turn % len(_CHOME_SIZES)])
            turn += 1
        name = next(pools[zone])
        for number, member in enumerate(block, start=1):
            named[member] = (name, number if len(block) > 1 else 0)
            left.remove(member)
    return named


def _block(left: list[int], zones: list[str], middle: Floats, *, size: int) -> list[int]:
    away = np.hypot(*(middle - middle[left[0]]).T)
    near = [t for t in left if zones[t] == zones[left[0]] and away[t] < _CHOME_REACH_M]
    return sorted(near, key=lambda t: float(away[t]))[:size]


def _keys(named: list[tuple[Name, int]]) -> list[str]:
    """Census keys: 99001 + four digits for the name in order of reading (+ two for the 丁目)."""
    order = {
        name: i for i, name in enumerate(sorted({n for n, _ in named}, key=lambda n: (n[1], n[0])), start=1)
    }
    return [f"99001{order[name] * 10:04d}" + (f"{chome:02d}" if chome else "") for name, chome in named]


def _town(
    land: Land, cells: Ints, named: tuple[Name, int], code: tuple[str, str], mine: Ints, people: Residents
) -> Town:
    (base, kana), chome = named
    shape = _placed(land, cells)
    part = max(shapely.get_parts(shape), key=lambda p: p.area)
    point = shapely.point_on_surface(part)
    lon, lat = to_degrees(np.array([[point.x, point.y]]))[0].round(6).tolist()
    return Town(
        key_code=code[0],
        name=base + CHOME[chome],
        base=base,
        kana=kana,
        chome=chome,
        zone=code[1],
        geometry=shape,
        lon=lon,
        lat=lat,
        ages=people.ages[mine].sum(axis=0),
        homes=int(people.homes[mine].sum()),
    )


def districts(land: Land, plan: Plan, people: Residents, named: tuple[Town, ...]) -> tuple[District, ...]:
    """The elementary districts; the other school's polygon includes the choice area."""
    titles = _titles(plan, people, named)
    return tuple(_district(land, plan, people, named, titles[d], d) for d in range(len(plan.schools)))


def _titles(plan: Plan, people: Residents, named: tuple[Town, ...]) -> list[Name]:
    """School names: of the most populous town that isn't taken; the middle is 見本中央, one carries 髙."""
    special = {0: ("見本中央", "ミホンチュウオウ")}
    tall = next((t for t, town in enumerate(named) if town.base.startswith("髙見")), None)
    if tall is not None:
        cells = plan.district[plan.town == tall]
        special.setdefault(int(np.bincount(cells).argmax()), ("髙見", "タカミ"))
    taken = set(special.values())
    return [special.get(d) or _title(d, people, named, taken) for d in range(len(plan.schools))]


def _title(number: int, people: Residents, named: tuple[Town, ...], taken: set[Name]) -> Name:
    live = np.bincount(people.town[people.district == number], minlength=len(named))
    ranked = [(named[t].base, named[t].kana) for t in np.argsort(-live, kind="stable").tolist()]
    name = next((n for n in ranked[: int((live > 0).sum())] if n not in taken), None)
    others = endless(((ranked[0][0], ranked[0][1]),))
    name = name or next(n for n in others if n not in taken)
    taken.add(name)
    return name


def _district(
    land: Land, plan: Plan, people: Residents, named: tuple[Town, ...], title: Name, number: int
) -> District:
    cells = np.flatnonzero(plan.district == number)
    shared = np.array(plan.choice) if number == plan.other else np.array([], dtype=np.int64)
    mine = people.ages[people.district == number]
    cell = plan.schools[number]
    return District(
        number=number + 1,
        name=f"{title[0]}小学校",
        base=title[0],
        kana=f"{title[1]}ショウガッコウ",
        zone=land.zone[cell],
        school=spot(land.mosaic.seeds[cell], named[plan.town[cell]], f"{number * 37 % 900 + 11}"),
        geometry=_placed(land, np.concatenate([cells, shared])),
        home=_placed(land, cells),
        population=int(mine.sum()),
        aged=int(mine[:, :, AGED:].sum()),
    )


def spot(metres: Floats, town: Town, lot: str) -> Spot:
    """A point given in metres from the city's middle, with its address."""
    plane = to_plane(np.round(metres, 2)[None])
    lon, lat = to_degrees(plane)[0].round(6).tolist()
    chome = "-".join([str(int(lot) % 28 + 1), str(int(lot) % 19 + 1)]) if town.chome else lot
    return Spot(float(plane[0, 0]), float(plane[0, 1]), lon, lat, town.name, chome)


def juniors(
    land: Land, plan: Plan, named: tuple[Town, ...], schools: tuple[District, ...]
) -> tuple[Junior, ...]:
    """Junior-high districts, named after their most populous elementary district's neighbourhood."""
    found = []
    for number, members in enumerate(plan.juniors):
        cells = np.flatnonzero(np.isin(plan.district, members))
        largest = max(members, key=lambda d: schools[d].population)
        middle = land.mosaic.seeds[cells].mean(axis=0)
        near = cells[np.argmin(np.hypot(*(land.mosaic.seeds[cells] - middle).T))]
        at = spot(land.mosaic.seeds[near] + [9.0, 6.0], named[plan.town[near]], f"{number * 53 % 700 + 101}")
        shape = _placed(land, cells)
        title = schools[largest].base.replace("見本中央", "中央")
        found.append(Junior(number + 1, f"{title}中学校", at, tuple(m + 1 for m in members), shape))
    return tuple(found)


def councils(land: Land, plan: Plan, schools: tuple[District, ...]) -> tuple[Council, ...]:
    """The areas of the district councils, founded between 2016 and 2024."""
    found = []
    for number, members in enumerate(plan.councils):
        cells = np.flatnonzero(np.isin(plan.district, members))
        largest = max(members, key=lambda d: schools[d].population)
        shape = _placed(land, cells)
        name = f"{schools[largest].base.replace('見本中央', '中央')}地区 校区支え合い推進会議"
        founded = 2016 + number * 5 % 9
        found.append(Council(number + 1, name, founded, tuple(m + 1 for m in members), shape))
    return tuple(found)


def choice(land: Land, plan: Plan) -> Choice:
    """The choice area with the numbers of its two districts."""
    shape = _placed(land, np.array(plan.choice))
    return Choice(plan.home + 1, plan.other + 1, shape)
