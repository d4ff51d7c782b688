"""Knows how far everybody is from a question's places: straight or along ways, as it was asked.

Knows nothing of what is made of the distances.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.network import Snapped, cut_off, snap
from gisapp.analysis.pairs import Pairs
from gisapp.analysis.reach import nearest_k, straight_pairs
from gisapp.analysis.walk import walk_nearest_k, walk_pairs
from gisapp.errors import UserError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.question import DISTANCES_M, Question
from gisapp.planning.world import World

#: The code of having no ways to measure along.
NO_WAYS = "ASK-014"
#: Who lives farther than this from any way isn't on the network.
SNAP_CAP_M = 200.0
#: Neighbours are looked for this far at once, so that a slider has its next answers at hand.
USUAL_REACH_M = 1.25 * max(DISTANCES_M)


@dataclass(frozen=True, slots=True)
class Near:
    """Metres from each demand point to its nearest places (n, k), and the pairs in reach.

    `off`: points with no way near enough; `cut_off`: points on ways that lead to no place at all (an island).
    """

    nearest_m: NDArray[np.float64]
    pairs: Pairs
    off: NDArray[np.bool_]
    cut_off: NDArray[np.bool_]


def near(
    desk: Desk, moment: Moment, world: World, question: Question, places_xy: NDArray[np.float64]
) -> Near:
    """Distances as the question wants them measured; neighbours at least a quarter beyond its reach.

    Raises UserError (NO_WAYS) where ways are asked for and none are loaded.
    """
    reach_m = max(USUAL_REACH_M, 1.25 * question.within_m)
    key = (
        "near", moment.code, moment.version, world.system, question.year, question.distance, question.detour,
        question.nearest, reach_m, hashlib.sha256(places_xy.tobytes()).digest(),
    )  # fmt: skip
    return desk.remembered(key, lambda: _measured(desk, moment, world, question, places_xy, reach_m))


def _measured(
    desk: Desk,
    moment: Moment,
    world: World,
    question: Question,
    places_xy: NDArray[np.float64],
    reach_m: float,
) -> Near:
    people_xy = world.demand[["x", "y"]].to_numpy(dtype=np.float64)
    if question.distance == "straight":
        return Near(
            nearest_k(people_xy, places_xy, k=question.nearest, detour=question.detour),
            straight_pairs(people_xy, places_xy, reach_m=reach_m, detour=question.detour),
            off=np.zeros(len(people_xy), dtype=bool),
            cut_off=np.zeros(len(people_xy), dtype=bool),
        )
    network = desk.network(moment, world.plane_srid)
    if network is None:
        raise UserError(
            NO_WAYS,
            "歩ける道のデータがないため、道のりで測れません。",
            "「直線距離」を選ぶか、管理者に歩ける道（OpenStreetMap）の読み込みを頼んでください。",
            status=404,
        )
    people = on_ways(desk, moment, world, question.year)
    places = snap(network, places_xy, cap_m=SNAP_CAP_M)
    return Near(
        walk_nearest_k(network, people, places, k=question.nearest),
        walk_pairs(network, people, places, reach_m=reach_m),
        off=people.off,
        cut_off=cut_off(network, people, places),
    )


def on_ways(desk: Desk, moment: Moment, world: World, year: int) -> Snapped:
    """Where the demand points step onto the network that is loaded."""
    network = desk.network(moment, world.plane_srid)
    assert network is not None, "asked for ways without a network"
    points = world.demand[["x", "y"]].to_numpy(dtype=np.float64)
    key = ("on ways", moment.code, moment.version, world.system, year)
    return desk.remembered(key, lambda: snap(network, points, cap_m=SNAP_CAP_M))
