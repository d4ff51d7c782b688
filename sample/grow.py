"""Knows how to grow and group connected areas on a graph of cells.

Knows nothing of geometry but the centres it's given, and nothing of what the areas are.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import numpy as np

from sample.noise import Floats, Ints

Links = list[list[tuple[int, float]]]


def links(count: int, pairs: Ints, costs: Floats) -> Links:
    """Neighbour lists (cell, cost) in a fixed order."""
    table: Links = [[] for _ in range(count)]
    for (left, right), cost in zip(pairs.tolist(), costs.tolist(), strict=True):
        table[left].append((right, cost))
        table[right].append((left, cost))
    for row in table:
        row.sort()
    return table


def spread(sources: Sequence[int], table: Links) -> Ints:
    """Label each cell with the source it is cheapest to reach from; ties go to the lower label."""
    labels = np.full(len(table), -1)
    queue = [(0.0, label, cell) for label, cell in enumerate(sources)]
    heapq.heapify(queue)
    while queue:
        cost, label, cell = heapq.heappop(queue)
        if labels[cell] >= 0:
            continue
        labels[cell] = label
        for other, step in table[cell]:
            if labels[other] < 0:
                heapq.heappush(queue, (cost + step, label, other))
    return labels


def pieces(labels: Ints, table: Links) -> list[list[int]]:
    """The connected pieces of the labelled areas, each a sorted list of cells."""
    seen = np.zeros(len(labels), dtype=bool)
    found = []
    for start in range(len(labels)):
        if seen[start]:
            continue
        seen[start], stack, piece = True, [start], []
        while stack:
            cell = stack.pop()
            piece.append(cell)
            fresh = [o for o, _ in table[cell] if not seen[o] and labels[o] == labels[start]]
            seen[fresh] = True
            stack.extend(fresh)
        found.append(sorted(piece))
    return found


def mend(labels: Ints, table: Links) -> Ints:
    """Give every piece but the largest of an area to the neighbour it touches most."""
    labels = labels.copy()
    for _ in range(20):
        largest: dict[int, list[int]] = {}
        for piece in pieces(labels, table):
            label = int(labels[piece[0]])
            if len(piece) > len(largest.get(label, ())):
                largest[label] = piece
        strays = [p for p in pieces(labels, table) if p is not None and p != largest[int(labels[p[0]])]]
        if not strays:
            return labels
        for piece in strays:
            around = [int(labels[o]) for cell in piece for o, _ in table[cell] if labels[o] != labels[cell]]
            labels[piece] = max(sorted(set(around)), key=around.count)
    raise AssertionError("areas could not be made connected")


def detach(labels: Ints, table: Links, *, taker: int, giver: int, size: int) -> list[int]:
    """Connected cells of `giver` that don't touch `taker` and whose loss leaves `giver` in one piece."""
    for start in np.flatnonzero(labels == giver).tolist():
        blob = [start]
        for cell in blob:
            blob.extend(
                o for o, _ in table[cell] if labels[o] == giver and o not in blob and len(blob) < size
            )
        trial = labels.copy()
        trial[blob] = -2
        touches = any(labels[o] == taker for cell in blob for o, _ in table[cell])
        whole = sum(1 for piece in pieces(trial, table) if trial[piece[0]] == giver) == 1
        if len(blob) == size and not touches and whole:
            return blob
    return []


def centres(order: Ints, xy: Floats, reach: Floats, *, target: int) -> list[int]:
    """About `target` cells, taken in `order`, none nearer to an earlier one than its own scaled `reach`."""
    size = float(np.ptp(xy, axis=0).max())
    low, high, best = size / 1000, size, list[int]()
    for _ in range(40):
        factor = (low * high) ** 0.5
        best = _darts(order, xy, reach * factor, most=target + 1)
        if len(best) == target:
            break
        low, high = (factor, high) if len(best) > target else (low, factor)
    return best[:target]


def _darts(order: Ints, xy: Floats, reach: Floats, *, most: int) -> list[int]:
    free = np.ones(len(xy), dtype=bool)
    chosen: list[int] = []
    for cell in order.tolist():
        if len(chosen) == most:
            break
        if free[cell]:
            chosen.append(cell)
            free &= np.hypot(*(xy - xy[cell]).T) >= np.maximum(reach[cell], reach) * 0.5 + reach * 0.5
    return chosen


def neighbours(labels: Ints, table: Links) -> list[list[int]]:
    """For each area the areas it touches."""
    touching: list[set[int]] = [set() for _ in range(int(labels.max()) + 1)]
    for cell, row in enumerate(table):
        touching[labels[cell]].update(int(labels[o]) for o, _ in row if labels[o] != labels[cell])
    return [sorted(row) for row in touching]


def group(
    touching: list[list[int]], weight: Callable[[list[int]], float], *, target: int, largest: int
) -> list[list[int]]:
    """Join neighbouring areas, lightest first, until `target` groups of at most `largest` areas are left."""
    groups = [[area] for area in range(len(touching))]
    while len(groups) > target:
        around = [{t for area in members for t in touching[area]} for members in groups]
        joins = [
            (weight(a + b), min(a), min(b), a, b)
            for a, near in zip(groups, around, strict=True)
            for b in groups
            if a < b and len(a) + len(b) <= largest and not near.isdisjoint(b)
        ]
        if not joins:
            break
        *_, first, second = min(joins)
        groups = [g for g in groups if g not in (first, second)] + [sorted(first + second)]
    return sorted(groups)
