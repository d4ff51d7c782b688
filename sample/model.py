"""Knows the shapes of the finished city: districts, towns, places, people.

Knows neither how they're made nor how they're written. Lengths and `x`, `y` are metres in EPSG:6677 (plane
zone 9), `lon`, `lat` degrees in EPSG:6668 (JGD2011), geometries are in EPSG:6677.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from sample.noise import Floats, Ints

CODE6, CODE5 = "990019", "99001"
PREFECTURE, CITY = "見本県", "見本市"


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with its address: the town's name and the lot within it."""

    x: float
    y: float
    lon: float
    lat: float
    town: str
    lot: str

    @property
    def address(self) -> str:
        """The lot's address without prefecture and municipality."""
        return f"{self.town}{self.lot}"

    @property
    def full(self) -> str:
        """The whole address."""
        return f"{PREFECTURE}{CITY}{self.town}{self.lot}"


@dataclass(frozen=True, slots=True)
class Town:
    """A 町丁 with its census key. `geometry` has several parts where the town has an exclave.

    `ages` is (2 sexes male/female, 20 five-year groups, the last 95 and over); `homes` counts households.
    """

    key_code: str
    name: str
    base: str
    kana: str
    chome: int
    zone: str
    geometry: BaseGeometry
    lon: float
    lat: float
    ages: Ints
    homes: int

    @property
    def s_area(self) -> str:
        """The six digits that name the town inside its municipality."""
        return self.key_code[5:].ljust(6, "0")

    @property
    def population(self) -> int:
        """All people of the town."""
        return int(self.ages.sum())


@dataclass(frozen=True, slots=True)
class District:
    """An elementary school district: `home` is its own part, `geometry` includes a shared choice area."""

    number: int
    name: str
    base: str
    kana: str
    zone: str
    school: Spot
    geometry: BaseGeometry
    home: BaseGeometry
    population: int
    aged: int

    @property
    def aging_rate(self) -> float:
        """Share of people aged 65 and over among those who live in `home`."""
        return self.aged / self.population


@dataclass(frozen=True, slots=True)
class Junior:
    """A junior-high school district: whole elementary districts."""

    number: int
    name: str
    school: Spot
    members: tuple[int, ...]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Council:
    """The area of a 校区支え合い推進会議: two to four whole elementary districts."""

    number: int
    name: str
    founded: int
    members: tuple[int, ...]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Choice:
    """The 選択区域: it lies in district `home`; families may choose the school of district `other`."""

    home: int
    other: int
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Place:
    """A facility or gathering of one `kind`. None means that the list doesn't say, never that there's none.

    `located` False: the list gives no coordinates; `addressed` False: no address either. `extra` holds what
    only this kind's list has.
    """

    kind: str
    number: int
    name: str
    kana: str
    spot: Spot
    district: int | None
    organization: str | None = None
    phone: str | None = None
    days: str | None = None
    opens: str | None = None
    closes: str | None = None
    note: str | None = None
    capacity: int | None = None
    located: bool = True
    addressed: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Residents:
    """Everybody, at dwelling points: index of town and district, and the counts of `sample.people.People`."""

    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    town: Ints
    district: Ints
    ages: Ints
    adult: Ints
    foreign: Ints
    homes: Ints


@dataclass(frozen=True, slots=True)
class City:
    """見本市, whole."""

    seed: int
    scale: int
    outline: BaseGeometry
    river: BaseGeometry
    districts: tuple[District, ...]
    juniors: tuple[Junior, ...]
    councils: tuple[Council, ...]
    towns: tuple[Town, ...]
    choice: Choice
    residents: Residents
    places: tuple[Place, ...]
