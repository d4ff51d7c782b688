"""Knows how the walkable ways of a .osm.pbf are read, all of them or those that come into a box.

Knows no layer and asks nothing: a file with more ways than can be read at once is told by TooManyError.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import osmium
from osmium.osm import WAY

from importers._files.parts import Part
from importers._osm.blocks import broken, check
from importers._osm.nodes import Box, Nodes, nodes
from importers._osm.objects import objects
from importers._osm.ways import Collecting, Ways, is_walkable

#: Points of walkable ways. 宇部市 (160,000 people) has some 60,000, which give 15,000 edges.
MOST_POINTS = 3_000_000
#: Points that are held before those far from the box are let go of.
_AT_ONCE = 1_000_000


class TooManyError(Exception):
    """More walkable ways than are read from one file; a box would help."""


def read_ways(part: Part, box: Box | None) -> Ways:
    """Raises FormatError IMP-200, IMP-201 and TooManyError."""
    data = part.read()
    check(data, part.file)
    near = nodes(data, part.file, box=box) if box else None
    try:
        found = _joined(list(_batches(data, near)))
    except (RuntimeError, UnicodeDecodeError) as error:
        raise broken(part.file) from error
    known = near or nodes(data, part.file, wanted=np.unique(found.nodes))
    lon, lat = known.places(found.nodes)
    return Ways(found.nodes, found.starts, lon, lat)


def _batches(data: bytes, near: Nodes | None) -> Iterator[Ways]:
    """Ways without places, as many at a time as are held at once."""
    held, kept = Collecting(), 0
    for way in objects(data, osmium.filter.KeyFilter("highway"), WAY):
        if is_walkable(way.tags):
            held.add([node.ref for node in way.nodes])
        if len(held.nodes) >= _AT_ONCE:
            batch = _near(held.done(), near)
            kept += len(batch.nodes)
            if kept > MOST_POINTS:
                raise TooManyError
            yield batch
            held = Collecting()
    yield _near(held.done(), near)


def _near(ways: Ways, near: Nodes | None) -> Ways:
    """The ways with at least one of these nodes."""
    if near is None:
        return ways
    there = ~np.isnan(near.places(ways.nodes)[0])
    way = np.repeat(np.arange(len(ways.starts) - 1), np.diff(ways.starts))
    keep = np.bincount(way[there], minlength=len(ways.starts) - 1) > 0
    starts = np.concatenate(([0], np.cumsum(np.diff(ways.starts)[keep])))
    return Ways(ways.nodes[keep[way]], starts, ways.lon, ways.lat)


def _joined(batches: list[Ways]) -> Ways:
    sizes = [np.diff(batch.starts) for batch in batches]
    starts = np.concatenate(([0], np.cumsum(np.concatenate(sizes))))
    numbers = np.concatenate([batch.nodes for batch in batches])
    return Ways(numbers, starts, np.empty(0), np.empty(0))
