"""Knows which points lie in a box, by sorting them into square buckets.

Knows nothing of people, assets, distances or districts.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: About how many buckets there are at most, however small they are asked for: the table has to fit in memory.
MOST = 1 << 22


@dataclass(frozen=True, slots=True)
class Buckets:
    """Points by bucket: `x`, `y` (plane metres) and `position`, those of bucket b at `first[b]:first[b + 1]`.

    Bucket b is in row b // columns, from the south, and column b % columns, from the west of (west, south).
    """

    x: Floats
    y: Floats
    position: Ints
    first: Ints
    west: float
    south: float
    side_m: float
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Runs:
    """Neighbouring points: run r belongs to box `box[r]` and is `first[r]` up to `first[r] + count[r]`."""

    box: Ints
    first: Ints
    count: Ints

    def part(self, which: slice) -> Runs:
        return Runs(self.box[which], self.first[which], self.count[which])

    def split(self, most: int) -> list[slice]:
        """Slices of about `most` points that never part the runs of one box."""
        end = np.cumsum(self.count)
        if not len(end):
            return []
        whole = np.searchsorted(end, np.arange(most, end[-1], most))
        edges = np.unique(np.r_[0, np.searchsorted(self.box, self.box[whole]), len(end)])
        return [slice(*each) for each in itertools.pairwise(edges)]

    def members(self) -> tuple[Ints, Ints]:
        """Of every point of every run: the box, and where it is in the sorted points."""
        before = np.cumsum(self.count) - self.count
        at = np.repeat(self.first - before, self.count)
        at += np.arange(len(at))
        return np.repeat(self.box, self.count), at


def bucketed(x: Floats, y: Floats, *, side_m: float) -> Buckets:
    """Sort points (at least one) into buckets of `side_m`, or larger ones where those would be too many."""
    west, south = float(x.min()), float(y.min())
    width, height = float(x.max()) - west, float(y.max()) - south
    side_m = max(side_m, np.sqrt(width * height / MOST), width / MOST, height / MOST) or 1.0
    columns, rows = int(width / side_m) + 1, int(height / side_m) + 1
    bucket = ((y - south) / side_m).astype(np.int32)
    bucket *= columns
    bucket += ((x - west) / side_m).astype(np.int32)
    position = np.argsort(bucket)
    first = np.zeros(rows * columns + 1, dtype=np.int64)
    np.cumsum(np.bincount(bucket, minlength=rows * columns), out=first[1:])
    return Buckets(x[position], y[position], position, first, west, south, side_m, columns, rows)


def runs_in(buckets: Buckets, west: Floats, south: Floats, east: Floats, north: Floats) -> Runs:
    """The points whose bucket touches each box, by box; some lie outside it, but none inside is missing."""
    first_column = _bucket((west - buckets.west) / buckets.side_m, 0, buckets.columns)
    last_column = _bucket((east - buckets.west) / buckets.side_m, -1, buckets.columns - 1)
    first_row = _bucket((south - buckets.south) / buckets.side_m, 0, buckets.rows)
    last_row = _bucket((north - buckets.south) / buckets.side_m, -1, buckets.rows - 1)
    rows = np.where(last_column >= first_column, np.maximum(last_row - first_row + 1, 0), 0)
    # buckets of one row that lie side by side are one run: a box has as many runs as rows
    before = np.cumsum(rows) - rows
    at = np.repeat((first_row - before) * buckets.columns, rows)
    at += np.arange(len(at)) * buckets.columns
    first = buckets.first[at + np.repeat(first_column, rows)]
    count = buckets.first[at + np.repeat(last_column, rows) + 1] - first
    some = np.flatnonzero(count)
    return Runs(np.repeat(np.arange(len(rows)), rows)[some], first[some], count[some])


def _bucket(from_origin: Floats, least: int, most: int) -> Ints:
    """The column or row; what lies beyond either end is told by `least` or `most`."""
    return np.asarray(np.clip(np.floor(from_origin), least, most).astype(np.int64))
