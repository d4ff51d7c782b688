"""Knows shortest distances over a sparse graph of metres, from many starts at once.

Knows nothing of ways, places or people. Graphs are `csr_array`s; an edge of zero metres is an edge.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
#: No start.
NONE = -1


def with_starts(graph: csr_array, node: Integers, metres: Floats) -> csr_array:
    """The graph and after its nodes a row for each start, with edges to `node` (s, d) of `metres` (s, d).

    Nothing leads to a start, so that no way runs through one. Infinite metres are no edge.
    """
    told = np.isfinite(metres)
    indptr = graph.indptr[-1] + np.cumsum(told.sum(axis=1))
    size = graph.shape[0] + len(node)
    data = np.concatenate([graph.data, metres[told]])
    indices = np.concatenate([graph.indices, node[told]]).astype(np.int32)
    return csr_array(
        (data, indices, np.concatenate([graph.indptr, indptr]).astype(np.int32)), shape=(size, size)
    )


def inside(graph: csr_array, nodes: Integers, place: Integers) -> csr_array:
    """The graph between these nodes only. `place`: the position of every node among them, -1 for others."""
    rows = graph[nodes]
    column = place[rows.indices]
    before = np.concatenate([[0], np.cumsum(column >= 0)])
    kept = column >= 0
    size = (len(nodes), len(nodes))
    return csr_array((rows.data[kept], column[kept].astype(np.int32), before[rows.indptr]), shape=size)


def metres_from_each(graph: csr_array, starts: int, *, limit_m: float) -> Floats:
    """Metres (starts, nodes) from each of the last `starts` rows to every node; infinite beyond the limit."""
    nodes = graph.shape[0] - starts
    rows = np.arange(nodes, graph.shape[0])
    return np.asarray(dijkstra(graph, indices=rows, limit=limit_m)[:, :nodes])


def nearest_starts(graph: csr_array, starts: int, *, k: int) -> tuple[Integers, Floats]:
    """By node (n, k): which of the last `starts` rows are nearest (-1: none), and metres (infinite).

    The nearest takes one Dijkstra from all starts at once. Each further one takes one more: a node has its
    next start from a neighbour with other nearest starts or, through neighbours with the same ones, from a
    node that has. So what comes in from others is where to begin, and only edges between nodes with the same
    starts are walked. Of starts equally far any may be named.
    """
    size = graph.shape[0]
    start, metres = np.full((size, k), NONE), np.full((size, k), np.inf)
    if starts:
        start[:, 0], metres[:, 0] = _nearest(graph, starts)
    for known in range(1, min(k, starts)):
        label, away = _coming(graph, start[:, :known], metres[:, :known])
        open_to, best = _least(graph.indices, away)
        begun = with_starts(_only(graph, np.isinf(away)), open_to[:, None], away[best, None])
        number, far = _nearest(begun, len(open_to))
        start[:, known], metres[:, known] = np.append(label[best], NONE)[number[:size]], far[:size]
    return start[: size - starts], metres[: size - starts]


def _nearest(graph: csr_array, starts: int) -> tuple[Integers, Floats]:
    """Which of the last `starts` rows is nearest to each row (-1: none), and metres."""
    nodes = graph.shape[0] - starts
    if not starts:
        return np.full(nodes, NONE), np.full(nodes, np.inf)
    rows = np.arange(nodes, graph.shape[0])
    metres, _, source = dijkstra(graph, indices=rows, min_only=True, return_predecessors=True)
    return np.where(source < 0, NONE, source.astype(np.int64) - nodes), metres


def _coming(graph: csr_array, start: Integers, metres: Floats) -> tuple[Integers, Floats]:
    """By edge: the nearest start that its first node knows and its last doesn't, and metres to the last."""
    first, last = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr)), graph.indices
    label, away = np.full(len(last), NONE), np.full(len(last), np.inf)
    for each in range(start.shape[1]):
        offered = start[first, each]
        news = (offered != NONE) & (label == NONE) & (offered[:, None] != start[last]).all(axis=1)
        # starts are listed nearest first: the first that is news is the nearest that is
        label[news] = offered[news]
        away[news] = metres[first[news], each] + graph.data[news]
    return label, away


def _least(key: NDArray[np.int32], metres: Floats) -> tuple[Integers, Integers]:
    """The keys that have finite metres, rising, and for each the position of the least."""
    order = np.lexsort((metres, key))
    order = order[np.isfinite(metres[order])]
    keys, first = np.unique(key[order], return_index=True)
    return keys.astype(np.int64), order[first]


def _only(graph: csr_array, kept: NDArray[np.bool_]) -> csr_array:
    """The graph with these of its edges."""
    before = np.concatenate([[0], np.cumsum(kept)])
    return csr_array((graph.data[kept], graph.indices[kept], before[graph.indptr]), shape=graph.shape)
