"""Knows which ways of OpenStreetMap people may walk on, and holds many of them as arrays.

Knows no file format. The rule follows the network type "walk" of OSMnx (https://github.com/gboeing/osmnx):
every highway but those for motor traffic only, those not built or gone, private ones and those closed to
people on foot. Beyond it: a cycleway where people on foot are allowed counts, and a road for motor vehicles
only (motorroad, 自動車専用道路) doesn't. Squares drawn as areas (area=yes) are no ways.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from importers._osm.elements import Element, Position, joined
from importers._osm.nodes import Box

_NEVER = frozenset(
    {
        "abandoned", "bus_guideway", "construction", "demolished", "disused", "emergency_bay", "escape",
        "motorway", "motorway_link", "no", "planned", "platform", "proposed", "raceway", "razed", "rest_area",
        "services",
    }
)  # fmt: skip
_ON_FOOT = frozenset({"yes", "designated", "permissive", "official"})
_CLOSED = frozenset({"private", "no"})


class Tags(Protocol):
    """A mapping, or osmium's own list of tags."""

    def get(self, key: str, /) -> str | None:
        """The value of a key."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways one after the other: way i goes over the points starts[i] to starts[i + 1].

    `nodes`: the number of the node at each point, `lon`/`lat`: its degrees (WGS 84), nan where unknown.
    """

    nodes: NDArray[np.int64]
    starts: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]

    def within(self, box: Box) -> Ways:
        """The same ways without the places outside a box."""
        west, south, east, north = box
        inside = (west <= self.lon) & (self.lon <= east) & (south <= self.lat) & (self.lat <= north)
        return replace(self, lon=np.where(inside, self.lon, np.nan), lat=np.where(inside, self.lat, np.nan))


@dataclass(slots=True)
class Collecting:
    """Ways while they are being read."""

    nodes: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))

    def add(self, refs: Sequence[int], points: Iterable[Position | None] = ()) -> None:
        """One more way; `points` may be left out for all of them."""
        self.nodes.extend(refs)
        self.starts.append(len(self.nodes))
        for point in points:
            self.lon.append(point[0] if point else np.nan)
            self.lat.append(point[1] if point else np.nan)

    def done(self) -> Ways:
        floats = (np.array(self.lon, dtype=np.float64), np.array(self.lat, dtype=np.float64))
        return Ways(np.array(self.nodes, dtype=np.int64), np.array(self.starts, dtype=np.int64), *floats)


def is_walkable(tags: Tags) -> bool:
    """Whether a way is one that people may walk on."""
    highway, foot = tags.get("highway"), tags.get("foot")
    if not highway or highway in _NEVER or tags.get("area") == "yes" or foot in _CLOSED:
        return False
    if foot in _ON_FOOT:
        return True
    if highway == "cycleway" or tags.get("motorroad") == "yes" or tags.get("service") == "private":
        return False
    return tags.get("access") not in _CLOSED


def walkable(elements: Iterable[Element]) -> Ways:
    """The ways among the elements that people may walk on."""
    every = joined(elements)
    found = Collecting()
    unnumbered: dict[Position | None, int] = {}
    for each in every.values():
        if each.kind != "way" or not is_walkable(each.tags):
            continue
        refs = each.refs
        if not refs:
            # `out tags geom` leaves the numbers out; points at one place are one node on the map, too.
            refs = tuple(unnumbered.setdefault(point, -1 - len(unnumbered)) for point in each.shape)
        found.add(refs, each.shape if len(each.shape) == len(refs) else _points(refs, every))
    return found.done()


def _points(refs: Iterable[int], every: Mapping[tuple[str, int], Element]) -> Iterable[Position | None]:
    nodes = (every.get(("node", number)) for number in refs)
    return (node.centre if node else None for node in nodes)
