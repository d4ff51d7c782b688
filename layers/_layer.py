"""Knows what a map layer declares about itself, and the rows its mapping yields.

Knows no file format by name, no database and no web page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from shapely.geometry.base import BaseGeometry

from importers._record import Delivery, Format, Problem, Record

PILLARS = ("相談支援", "参加支援", "地域づくり")
FIELDS = ("介護", "障害", "子ども", "困窮", "属性を問わない")
FORMALITIES = ("公的", "準公的", "インフォーマル")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of a system (school district, city area). `key` is stable between editions.

    `geometry` is a Polygon or MultiPolygon in `srid`; several rows with one key are joined on publishing.
    """

    key: str
    name: str
    geometry: BaseGeometry
    srid: int
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone line and what it is for."""

    number: str
    purpose: str = "代表"


@dataclass(frozen=True, slots=True)
class Opening:
    """Weekly hours: `weekdays` of 0 (Monday) to 6; `opens`/`closes` None where only the days are known."""

    weekdays: tuple[int, ...]
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One community asset. `source_key` finds it again in the next delivery of the same layer.

    `lon`/`lat` are degrees in `srid`, both None where the place isn't known. Phone, hours, fee: empty means
    not known (未確認), never "none". `target_groups` is empty where they
    are those of its layer. A line whose purpose begins with FAX is one.
    """

    source_key: str
    name: str
    kana: str | None = None
    description: str | None = None
    organization: str | None = None
    address: str | None = None
    building: str | None = None
    lon: float | None = None
    lat: float | None = None
    srid: int = 6668
    precision: str = "exact"
    phones: tuple[Phone, ...] = ()
    openings: tuple[Opening, ...] = ()
    hours_note: str | None = None
    fee: str | None = None
    capacity: int | None = None
    url: str | None = None
    email: str | None = None
    booking: str | None = None
    staff: str | None = None
    rooms: str | None = None
    topics: tuple[str, ...] = ()
    closed_on: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    assured_date: date | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellRow:
    """One population cell (mesh or small area) of a census year.

    `counts` maps (sex, age_from, age_to) to people; age_to None means "and over". A value of None is
    suppressed: its people are inside the cell named by `joined_into`. Age brackets may overlap.
    `name` is the town's, where the cell is one. `year` is the year that the counts stand for where it isn't
    that of the delivery's day (projections hold several).
    """

    key: str
    geometry: BaseGeometry
    srid: int
    counts: Mapping[tuple[str, int, int | None], int | None]
    joined_into: str | None = None
    households: int | None = None
    name: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town of the gazetteer with its point in degrees (`srid`), or with `block` one of its blocks.

    `name` begins with the ward in a designated city. `block` is a 街区符号 or 地番 as published.
    """

    name: str
    lon: float
    lat: float
    srid: int = 6668
    block: str | None = None


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """A stretch of a walking network between two nodes: a LineString in `srid`, its length in metres."""

    source: str
    target: str
    length_m: float
    geometry: BaseGeometry
    srid: int


@dataclass(frozen=True, slots=True)
class TownPeopleRow:
    """People registered in a town, named as the city writes it; becomes a CellRow with the town's boundary.

    `ward` is the ward of a designated city, where the table says so. A count of None is suppressed.
    """

    town: str
    counts: Mapping[tuple[str, int, int | None], int | None]
    ward: str | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class CityPeopleRow:
    """People of the whole municipality in a year (projection); becomes a CellRow with the city's outline.

    `code` "000000" is the whole nation, stored for whichever municipality asks.
    """

    code: str
    year: int
    counts: Mapping[tuple[str, int, int | None], int | None]


@dataclass(frozen=True, slots=True)
class TownDistrictRow:
    """A town that belongs to a school; the towns of a school, dissolved, become its AreaRow.

    `part`: the text that limits it to a part of the town (番地), which no boundary shows.
    """

    town: str
    school: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class SchoolPointRow:
    """A school as a point (degrees in `srid`); the area nearest to it becomes an approximate AreaRow."""

    key: str
    name: str
    lon: float
    lat: float
    srid: int = 6668


@dataclass(frozen=True, slots=True)
class PostalRow:
    """A postal code (192-0065) of a town; with the town's point it becomes a TownRow."""

    code: str
    name: str
    ward: str | None = None


#: What is published as it stands.
Row = AreaRow | AssetRow | CellRow | TownRow | EdgeRow
#: What needs areas that are loaded already to become one (gisapp.ingest.build).
Unbuilt = TownPeopleRow | CityPeopleRow | TownDistrictRow | SchoolPointRow | PostalRow


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a file, under which terms, and as of when; shown with every figure.

    An empty `publisher` is the municipality itself.
    """

    publisher: str
    title: str
    url: str
    licence: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """How an asset is drawn: the shape says the family, the colour the category, the glyph says it again.

    `shape` is one of square, circle, drop, rounded, diamond, hexagon.
    """

    shape: str
    colour: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Outline:
    """How an area is drawn: its border line; areas are never told apart by colour alone."""

    colour: str
    width_px: float = 1.5
    dashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ramp:
    """A classed colour ramp over a rate (%): `breaks` lie between the colours, `words` name the classes."""

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """An acceptance example that lives in the layer file: this record maps to this row."""

    record: Record
    row: Row | Unbuilt


@dataclass(frozen=True, slots=True)
class Download:
    """Where an official file can be fetched for any municipality.

    `url` may hold {prefecture} (two digits), {code5}, {code6} and {mesh} (primary mesh code: one file for
    each that the municipality touches). `page` is where a person finds it by hand.
    """

    url: str
    page: str
    licence: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of published facts in layers/facts/, and the source that it was taken from."""

    file: str
    source: Source


@dataclass(frozen=True, slots=True)
class Layer:
    """A map layer, whole: where it comes from, how its records become rows, how it looks, what it means.

    `kind`: "area" (of an area system, the system's key is the layer's), "asset", "people", "gazetteer",
    "network" (where one can walk) or "rate" (derived from people and districts: no file of its own).
    `clip`: what is kept of a larger file: "inside" the municipality, with a guard "ring" round it, or "none".
    `role`: what it is in the analysis: "district", "demand", "forecast", "supply" or "" (none).
    `sources`: by the key of a format, where it comes from somewhere else than `source`.
    `downloads`: the official files that `gisapp fetch` can bring.
    `renewed_months`: how often its publisher usually renews it; None where nobody says.
    `placeless`: its things have no place by nature; nobody has to look for one.
    `rough`: its source tells how near it knows its points; elsewhere a row says how near it may be shown.
    `hosts`: its places could hold a new one: they are candidates where a planner looks for the next site.
    `choice`: which of the large choices of the residents' map it belongs to; most kinds belong to none.
    `facts`: small tables of published facts that ship with the layer, by municipality code (layers/facts/).
    """

    key: str
    title: str
    description: str
    kind: str
    order: int
    source: Source | None = None
    formats: tuple[Format, ...] = ()
    accepts: Callable[[Delivery], bool] | None = None
    to_row: Callable[[Record], Row | Unbuilt | Problem | None] | None = None
    examples: tuple[Example, ...] = ()
    style: Pin | Outline | Ramp | None = None
    clip: str = "inside"
    role: str = ""
    shown: bool = False
    audience: str = "public"
    pillars: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    formality: str | None = None
    facts: Mapping[str, Facts] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    downloads: tuple[Download, ...] = ()
    renewed_months: int | None = None
    placeless: bool = False
    hosts: bool = False
    choice: str = ""
    rough: bool = False

    @property
    def keeps_agreed(self) -> bool:
        """Whether what its rows say of precision was agreed with people who want their place kept."""
        return self.audience == "public" and not self.rough
