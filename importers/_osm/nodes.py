"""Knows where the nodes of a .osm.pbf lie: those with some numbers, or all those in a box.

Knows no tag, way or relation. osmium reads those; its own filter by number takes 1.6 GB for the numbers in
use today, and holding every node of a region as much again.
Source: https://wiki.openstreetmap.org/wiki/PBF_Format, osmformat.proto.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers._osm.blocks import DAMAGE, blobs, broken, unpacked
from importers._osm.wire import Integers, Message, read, running_sums, signed, zigzag

#: West, south, east, north in degrees.
Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]
_SORTED = b"Sort.Type_then_ID"


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes by ascending number, in degrees (WGS 84)."""

    numbers: Integers
    lon: Floats
    lat: Floats

    def places(self, wanted: Integers) -> tuple[Floats, Floats]:
        """(lon, lat) of these numbers, nan where they aren't here."""
        if not len(self.numbers):
            return np.full(len(wanted), np.nan), np.full(len(wanted), np.nan)
        at = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        there = self.numbers[at] == wanted
        return np.where(there, self.lon[at], np.nan), np.where(there, self.lat[at], np.nan)


def nodes(data: bytes, file: str, *, wanted: Integers | None = None, box: Box | None = None) -> Nodes:
    """The nodes with these numbers (sorted), or those in a box. Raises FormatError IMP-200."""
    found = [(np.empty(0, np.int64), np.empty(0), np.empty(0))]
    try:
        for block in _node_blocks(data):
            numbers, lon, lat = _placed(block)
            keep = _inside(lon, lat, box) if wanted is None else _among(numbers, wanted)
            found.append((numbers[keep], lon[keep], lat[keep]))
    except DAMAGE as error:
        raise broken(file) from error
    numbers, lon, lat = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(numbers, kind="stable")
    return Nodes(numbers[order], lon[order], lat[order])


def _node_blocks(data: bytes) -> Iterator[Message]:
    """Every block that holds nodes; in a sorted file none comes after the first way."""
    in_order = seen = False
    for kind, blob in blobs(data):
        content = unpacked(blob)
        if kind == b"OSMHeader":
            in_order = _SORTED in bytes(content)
        elif kind == b"OSMData":
            block = read(content)
            # The first byte of a group tells its kind: one node (field 1) or dense nodes (field 2).
            if any(bytes(group[:1]) in (b"\x0a", b"\x12") for group in block.parts.get(2, [])):
                seen = True
                yield block
            elif in_order and seen:
                return


def _placed(block: Message) -> tuple[Integers, Floats, Floats]:
    """Numbers and degrees of the nodes in a block."""
    grain, south, west = (
        signed(block.numbers.get(key, usual)) for key, usual in ((17, 100), (19, 0), (20, 0))
    )
    groups = [_of_group(read(group)) for group in block.parts[2]]
    numbers, lat, lon = (np.concatenate([each[i] for each in groups]) for i in range(3))
    return numbers, (west + grain * lon) * 1e-9, (south + grain * lat) * 1e-9


def _of_group(group: Message) -> tuple[Integers, Integers, Integers]:
    """Numbers, raw latitudes and longitudes: dense nodes, or one by one as old programs write them."""
    if 2 in group.parts:
        dense = read(group.part(2))
        numbers, lat, lon = (running_sums(dense.part(key)) for key in (1, 8, 9))
        if not len(numbers) == len(lat) == len(lon):
            raise ValueError("nodes without places")
        return numbers, lat, lon
    single = [read(node).numbers for node in group.parts.get(1, [])]
    table = np.array([[zigzag(node[key]) for key in (1, 8, 9)] for node in single], np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _among(numbers: Integers, wanted: Integers) -> NDArray[np.bool_]:
    if not len(wanted):
        return np.zeros(len(numbers), dtype=bool)
    at = np.minimum(np.searchsorted(wanted, numbers), len(wanted) - 1)
    return np.asarray(wanted[at] == numbers)


def _inside(lon: Floats, lat: Floats, box: Box | None) -> NDArray[np.bool_]:
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    return np.asarray((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north))
