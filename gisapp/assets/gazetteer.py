"""Knows which town, and which block of it, an address names: the municipality's own gazetteer, read strictly.

Knows no table. A number is a 丁目 only where such a town exists and nothing else is possible.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gisapp.assets.address_parts import WARD, match_text, split_numbers

LonLat = tuple[float, float]
#: Towns of one name that lie further apart than this are different towns.
ONE_TOWN_M = 1_000
#: A lot whose parts lie further apart than this is no place to put a pin on.
ONE_BLOCK_M = 200
_METRES_A_DEGREE = 111_320
#: What may follow a town's name: nothing, a number, or a place inside it that no list holds.
_AFTER = re.compile(r"\d|第\d|[甲乙丙丁戊己イロハニホヘト]\d")
_HYPHENED = re.compile(r"^(?P<stem>(?:[^\d]|\d{1,4}条)*)(?P<chome>[1-9]\d?)-(?P<rest>\d.*)$")


_LOT = re.compile(r"(?:番地|番)$")


class Why(StrEnum):
    """Why an address has no place."""

    NO_TABLE = "no gazetteer"
    SEVERAL = "several"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    TWINS = "twins"
    NO_CHOME = "no such chome"


@dataclass(frozen=True, slots=True)
class Town:
    """A town under its own name, with every point that is known for it; `by_blocks`: their middle."""

    name: str
    points: tuple[LonLat, ...]
    by_blocks: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A town and its point in degrees (6668), and where it is known the block or lot and its point.

    A lot that spreads far is none: its point would be no better than the town's.
    """

    town: str
    place: LonLat
    by_blocks: bool = False
    block: str | None = None
    block_place: LonLat | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Towns by their name for matching, and the points of their blocks by (town, block)."""

    towns: Mapping[str, Town]
    blocks: Mapping[tuple[str, str], Sequence[LonLat]] = field(default_factory=dict)


def gazetteer(
    towns: Iterable[tuple[str, LonLat]],
    block_towns: Iterable[tuple[str, LonLat]] = (),
    blocks: Iterable[tuple[str, str, LonLat]] = (),
) -> Gazetteer:
    """A gazetteer of (town, point), of (town, middle of its blocks) and of (town, block, point)."""
    points: dict[str, list[LonLat]] = {}
    names: dict[str, str] = {}
    for name, place in towns:
        points.setdefault(town_text(name), []).append(place)
        names.setdefault(town_text(name), name)
    made = {key: Town(names[key], tuple(places)) for key, places in points.items()}
    for name, place in block_towns:
        made.setdefault(town_text(name), Town(name, (place,), by_blocks=True))
    lots: dict[tuple[str, str], list[LonLat]] = {}
    for name, block, place in blocks:
        lots.setdefault((town_text(name), _LOT.sub("", match_text(block))), []).append(place)
    return Gazetteer(_without_wards(made), lots)


def town_text(name: str) -> str:
    """A town's name for matching; 字 may be written or not."""
    return match_text(name).replace("字", "")


def without_ward(key: str) -> str:
    """A town's name for matching without the ward of a designated city that it may begin with."""
    return WARD.sub("", key)


def _without_wards(towns: dict[str, Town]) -> dict[str, Town]:
    """Wards of a designated city may be left out of an address: each town is known without its ward too."""
    if not towns or not all(WARD.match(key) for key in towns):
        return towns
    bare: dict[str, Town] = {}
    for key, town in towns.items():
        short = without_ward(key)
        known = bare.get(short)
        bare[short] = Town(town.name, (known.points if known else ()) + town.points, town.by_blocks)
    return bare | towns


def find(text: str, known: Gazetteer) -> Found | Why:
    """The place of an address (`Address.text`), or why it has none.

    大和田町5-9-1 is 大和田町五丁目; 石川町481 is a lot of 石川町 and never 一丁目. 下柚木3-9 may be lot 3 of
    下柚木 or block 9 of 下柚木三丁目: only their blocks can tell. Of an unknown 字 the town is kept.
    """
    if not known.towns:
        return Why.NO_TABLE
    found = _find(text.replace("字", ""), known)
    if found is not Why.UNKNOWN:
        return found
    heads = (text[:at].replace("字", "") for at in range(len(text), 0, -1) if text[at : at + 1] == "字")
    town = next((head for head in heads if head in known.towns), None)
    return _found(town, "", known) if town else found


def _find(text: str, known: Gazetteer) -> Found | Why:
    bare = _prefix(text, known.towns)
    hyphened = _HYPHENED.match(text)
    chome = f"{hyphened['stem']}{hyphened['chome']}丁目" if hyphened else ""
    if hyphened and chome in known.towns and (bare is None or bare == hyphened["stem"]):
        as_chome = _found(chome, hyphened["rest"], known)
        if bare is None or hyphened["rest"].count("-"):
            return as_chome
        return _the_one(as_chome, _found(bare, text[len(bare) :], known))
    if bare is None:
        return Why.UNKNOWN
    rest = text[len(bare) :]
    return Why.NO_CHOME if split_numbers(rest)[2] else _found(bare, rest, known)


def _prefix(text: str, towns: Mapping[str, Town]) -> str | None:
    """The longest town that the text begins with and that ends where a town's name may end."""
    for end in range(len(text), 0, -1):
        if text[:end] in towns and (end == len(text) or _AFTER.match(text, end)):
            return text[:end]
    return None


def _found(key: str, rest: str, known: Gazetteer) -> Found | Why:
    town = known.towns[key]
    lot, numbers, _ = split_numbers(rest)
    wanted = ["-".join(map(str, numbers[:count])) for count in (2, 1) if len(numbers) >= count]
    block = next((lot + number for number in wanted if (key, lot + number) in known.blocks), None)
    if block:
        points = known.blocks[key, block]
        at = _middle(points)
        if _spread(at, points) <= ONE_BLOCK_M:
            place = min(town.points, key=lambda point: distance_m(point, at))
            return Found(town.name, place, town.by_blocks, block, at)
    if _spread(town.points[0], town.points) > ONE_TOWN_M:
        return Why.TWINS
    return Found(town.name, town.points[0], town.by_blocks)


def _the_one(first: Found | Why, second: Found | Why) -> Found | Why:
    """The one of two readings whose block exists."""
    exact = [item for item in (first, second) if isinstance(item, Found) and item.block]
    return exact[0] if len(exact) == 1 else Why.AMBIGUOUS


def _middle(points: Sequence[LonLat]) -> LonLat:
    """The point nearest to the mean of all: always one of them, never between two houses."""
    mean = sum(lon for lon, _ in points) / len(points), sum(lat for _, lat in points) / len(points)
    return min(points, key=lambda point: (distance_m(point, mean), point))


def _spread(place: LonLat, points: Sequence[LonLat]) -> float:
    return max(distance_m(place, point) for point in points)


def distance_m(one: LonLat, other: LonLat) -> float:
    """Metres between two near points in degrees: on a sphere, good to a percent, for thresholds only."""
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * _METRES_A_DEGREE
