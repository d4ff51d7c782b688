"""Knows the edges of a walking network as arrays: how long they are, which are doubled, what hangs together.

Knows no file format. Lengths are metres; every edge may be walked both ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from importers._maps.crs import GEOGRAPHIC, MERCATOR
from importers._record import Record

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
_EARTH = pyproj.Geod(ellps="GRS80")
_FROM_MERCATOR = pyproj.Transformer.from_crs(MERCATOR, 4326, always_xy=True)
#: Edges whose lines are made at a time.
_AT_ONCE = 10_000
#: Digits that tell places apart: a centimetre in degrees, a millimetre in metres.
_DIGITS = {True: 7, False: 3}


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges in file order: edge i goes over the points starts[i] to starts[i + 1].

    `ends`: for each edge its two nodes, as places in `names`. `xy` in `srid`. `lines`: the number of the edge
    in the file. A length of nan isn't known.
    """

    ends: Integers
    names: Sequence[Any]
    xy: Floats
    starts: Integers
    length_m: Floats
    lines: Integers
    srid: int

    def points(self, at: int) -> Floats:
        return self.xy[self.starts[at] : self.starts[at + 1]]

    def only(self, keep: NDArray[np.bool_] | Integers) -> Edges:
        """These edges; their points stay where they are."""
        sizes = np.diff(self.starts)[keep]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        taken = np.repeat(self.starts[:-1][keep] - starts[:-1], sizes) + np.arange(starts[-1])
        return replace(
            self,
            ends=self.ends[keep],
            xy=self.xy[taken],
            starts=starts,
            length_m=self.length_m[keep],
            lines=self.lines[keep],
        )


def drawn_lengths(xy: Floats, starts: Integers, srid: int) -> Floats:
    """Metres along each line: straight in a plane zone, else over the ellipsoid (Mercator's are none)."""
    if srid == MERCATOR:
        xy = np.column_stack(_FROM_MERCATOR.transform(*xy.T))
    before, after = xy[:-1], xy[1:]
    if srid in GEOGRAPHIC or srid == MERCATOR:
        _, _, steps = _EARTH.inv(before[:, 0], before[:, 1], after[:, 0], after[:, 1])
    else:
        steps = np.hypot(*(after - before).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    return np.asarray(along[starts[1:] - 1] - along[starts[:-1]])


def without_doubles(edges: Edges) -> Edges:
    """Each stretch once, with the shortest of its lengths; files often hold it from both ends.

    Two different lines between the same two nodes are two ways to go, and both stay.
    """
    pairs = np.sort(edges.ends, axis=1)
    _, which, count = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    first: dict[tuple[int, bytes], int] = {}
    keep, length_m = np.ones(len(pairs), dtype=bool), edges.length_m.copy()
    for at in np.flatnonzero(count[which.ravel()] > 1).tolist():
        known = first.setdefault((int(which.ravel()[at]), _drawing(edges, at)), at)
        if known != at:
            keep[at] = False
            length_m[known] = np.fmin(length_m[known], length_m[at])
    return replace(edges, length_m=length_m).only(keep)


def parts(edges: Edges) -> tuple[int, float]:
    """(how many parts the network falls into, the share of its length in the largest one)."""
    if not len(edges.ends):
        return 0, 0.0
    # Most readings never come here, and the child that reads starts faster without it.
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    source, target = edges.ends.T
    size = len(edges.names)
    graph = coo_matrix((np.ones(len(source)), (source, target)), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    in_part = np.bincount(part[source], weights=edges.length_m)
    return len(np.unique(part[source])), float(in_part.max() / max(in_part.sum(), 1e-9))


def records(edges: Edges, file: str) -> Iterator[Record]:
    """A record for every edge: `source`, `target` (text), `length_m`; geometry: its line."""
    for begin in range(0, len(edges.ends), _AT_ONCE):
        some = edges.only(np.arange(begin, min(begin + _AT_ONCE, len(edges.ends))))
        owner = np.repeat(np.arange(len(some.ends)), np.diff(some.starts))
        drawn = np.asarray(shapely.linestrings(some.xy, indices=owner))
        columns = (some.lines.tolist(), some.ends.tolist(), some.length_m.tolist(), drawn)
        for line, (source, target), length_m, shape in zip(*columns, strict=True):
            ends = {"source": str(edges.names[source]), "target": str(edges.names[target])}
            yield Record(file, line, {**ends, "length_m": length_m}, shape, edges.srid)


def _drawing(edges: Edges, at: int) -> bytes:
    """The line of an edge as bytes, the same from whichever end it was drawn."""
    points = edges.points(at).round(_DIGITS[edges.srid in GEOGRAPHIC]) + 0.0
    return min(points.tobytes(), points[::-1].tobytes())
