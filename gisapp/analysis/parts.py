"""Knows how districts that overlap fall apart into pieces of ground, each with its list of districts.

Knows nothing of people, of cells, or of what a district is called.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gisapp.analysis.edges import edges_of, unshared
from gisapp.analysis.threads import on_all_cores, slices

#: Two districts count as overlapping from this much common ground on: below it is the noise of coordinates.
OVERLAP_MIN_M2 = 0.01
#: So much at each end of an edge may lie in a neighbour without the two overlapping by as much as that.
END_M = 1e-6
#: How many pairs of districts are cut in one go.
PAIRS = 1 << 10
#: Ground of a square millimetre and less is what rounding leaves behind, not ground.
SPLINTER_M2 = 1e-6


@dataclass(frozen=True, slots=True)
class Parts:
    """Ground cut so that no two parts overlap.

    `geometry[k]` is claimed by the `owners[k]` districts in `district[part == k]`; `part` is sorted.
    """

    geometry: NDArray[np.object_]
    part: NDArray[np.int64]
    district: NDArray[np.int64]
    owners: NDArray[np.int64]


def polygonal(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons of each geometry, without the lines, points and splinters that an overlay leaves behind.

    Splinters have to go: a later overlay of a multipolygon that holds one can come out as the whole plane.
    """
    cleaned = geometries.copy()
    for index in np.flatnonzero(~np.isin(shapely.get_type_id(geometries), (0, 1, 2, 3))):
        members = shapely.get_parts(geometries[index])
        cleaned[index] = shapely.multipolygons(members[shapely.area(members) > SPLINTER_M2])
    return cleaned


def split_districts(districts: NDArray[np.object_]) -> Parts:
    """Cut districts (plane metres, valid polygons) into parts that do not overlap, each with its districts.

    A district that overlaps no other stays whole. Empty districts have no part.
    """
    _check(districts)
    districts = polygonal(districts)
    some = np.flatnonzero(~shapely.is_empty(districts))
    cluster = _clusters(districts)[some]
    geometry: list[shapely.Geometry] = []
    owners: list[NDArray[np.int64]] = []
    order = np.argsort(cluster, kind="stable")
    for members in np.split(some[order], np.flatnonzero(np.diff(cluster[order])) + 1):
        if len(members) == 1:
            geometry.append(districts[members[0]])
            owners.append(members)
        else:
            for face, claimed_by in _faces(districts[members]):
                geometry.append(face)
                owners.append(members[claimed_by])
    counts = np.array([len(each) for each in owners], dtype=np.int64)
    flat = np.concatenate(owners) if owners else np.empty(0, dtype=np.int64)
    array = np.empty(len(geometry), dtype=object)
    array[:] = geometry
    return Parts(array, np.repeat(np.arange(len(counts)), counts), flat, counts)


def _check(districts: NDArray[np.object_]) -> None:
    if shapely.is_missing(districts).any():
        raise ValueError("a district has no geometry")
    if not shapely.is_valid(districts).all():
        raise ValueError("a district's polygon is invalid (it crosses itself): repair it on import")
    if not np.isin(shapely.get_type_id(districts[~shapely.is_empty(districts)]), (3, 6)).all():
        raise ValueError("a district is not a polygon")


def _clusters(districts: NDArray[np.object_]) -> NDArray[np.int64]:
    """The same number for all districts that overlap one another, directly or in a chain."""
    left, right = shapely.STRtree(districts).query(districts)
    left, right = left[left < right], right[left < right]
    near = _linked(left, right, len(districts))
    doubtful = np.isin(near, near[_trespassers(districts)])
    left, right = left[doubtful[left]], right[doubtful[left]]

    def overlap(which: slice) -> NDArray[np.bool_]:
        common = shapely.intersection(districts[left[which]], districts[right[which]])
        return np.asarray(shapely.area(common) > OVERLAP_MIN_M2)

    common = np.concatenate([np.empty(0, dtype=bool), *on_all_cores(overlap, slices(len(left), PAIRS))])
    return _linked(left[common], right[common], len(districts))


def _linked(left: NDArray[np.int64], right: NDArray[np.int64], districts: int) -> NDArray[np.int64]:
    """The same number for all districts that these pairs link, directly or in a chain."""
    links = coo_array((np.ones(len(left)), (left, right)), shape=(districts, districts))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _trespassers(districts: NDArray[np.object_]) -> NDArray[np.int64]:
    """Districts with an edge that no neighbour shares and that reaches into another district.

    Where districts overlap there is one among them, or among their neighbours' neighbours: on a way there
    from outside all of them, the step from one district into two crosses such an edge.
    """
    edges = edges_of(districts)
    lone = edges[unshared(edges)]
    # where three meet, the edges of one end on the border of another: their very ends reach into nobody
    length = lone.lengths_m()
    lone, part = lone[length > 3 * END_M], END_M / length[length > 3 * END_M]
    dx, dy = (lone.x1 - lone.x0) * part, (lone.y1 - lone.y0) * part
    ends = np.stack([lone.x0 + dx, lone.y0 + dy, lone.x1 - dx, lone.y1 - dy], axis=1)
    lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)), dtype=object)
    # the tree holds the lines: asking once per district lets GEOS prepare each long border once
    district, line = shapely.STRtree(lines).query(districts, predicate="intersects")
    return np.asarray(np.unique(district[lone.owner[line] != district]), dtype=np.int64)


def _faces(districts: NDArray[np.object_]) -> list[tuple[shapely.Geometry, NDArray[np.int64]]]:
    """The faces that the borders of these districts cut out, joined by the districts that claim them."""
    borders = shapely.union_all(shapely.boundary(districts))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    inside = shapely.point_on_surface(faces)
    face, district = shapely.STRtree(districts).query(inside, predicate="intersects")
    claims: dict[tuple[int, ...], list[int]] = {}
    for each in np.unique(face):
        claims.setdefault(tuple(np.sort(district[face == each]).tolist()), []).append(each)
    joined = [
        (key, polygonal(np.array([shapely.union_all(faces[which])]))[0]) for key, which in claims.items()
    ]
    return [(ground, np.array(key, dtype=np.int64)) for key, ground in joined if not ground.is_empty]
