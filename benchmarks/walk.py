"""Distances along ways against pandana: answers compared first, then times as ratios.

Run with `.venv-bench/bin/python -m benchmarks.walk [--rounds N] [--nodes N] [--assets N]`. Data: the walking
network of 宇部市 where present, else an invented net of streets of that size, or of as many nodes as asked.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandana
import pandas as pd
import shapely

from benchmarks._measure import medians_s
from gisapp.analysis.network import Network, Snapped, network, snap
from gisapp.analysis.walk import walk_nearest_k, walk_pairs
from gisapp.crs import STORAGE_SRID, transform
from importers import osm_network
from importers._record import Delivery, File, Record

WITHIN_M = 800.0
PLANE = 6671
FILE = Path(os.environ.get("GISAPP_DATA") or Path(__file__).parents[2] / "shared" / "data") / (
    "walk_ube/ube_roads.zip"
)
#: pandana answers this where there is nothing; it also cuts every way to whole millimetres.
NOTHING_M = 1e6
CUT_M = 0.1


@dataclass(frozen=True)
class Case:
    """A network, and assets that stand on nodes of it: there, both sides mean the same by a distance."""

    name: str
    ways: Network
    asset_nodes: np.ndarray

    def snapped(self, nodes: np.ndarray | slice) -> Snapped:
        return snap(self.ways, self.ways.node_xy[nodes], cap_m=1)


# --- data ---


def ube(assets: int) -> Case:
    """The real city, read by the product's own importer."""
    read = osm_network.FORMAT.read(Delivery((File(FILE.name, FILE.read_bytes()),)))
    rows = [row for row in read if isinstance(row, Record)]
    lines = transform(np.array([row.geometry for row in rows], dtype=object), STORAGE_SRID, PLANE)
    ends = [(row.fields["source"], row.fields["target"]) for row in rows]
    names, node = np.unique(ends, return_inverse=True)
    source, target = node.reshape(-1, 2).T
    xy = np.zeros((len(names), 2))
    xy[target] = shapely.get_coordinates(shapely.get_point(lines, -1))
    xy[source] = shapely.get_coordinates(shapely.get_point(lines, 0))
    length_m = [row.fields["length_m"] for row in rows]
    ways = network(source, target, length_m=length_m, node_xy=xy, lines=lines)
    return Case("宇部市", ways, _some(len(xy), assets))


def invented(nodes: int, assets: int) -> Case:
    """Streets in a board of blocks of about 80 m, a fifth of them missing."""
    random = np.random.default_rng(20241001)
    side = round(nodes**0.5)
    number = np.arange(side * side).reshape(side, side)
    east, north = np.meshgrid(np.arange(side), np.arange(side))
    xy = 80.0 * np.column_stack([east.ravel(), north.ravel()]) + random.normal(0, 15, (side * side, 2))
    ends = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    ends = ends[random.random(len(ends)) < 0.8]
    length_m = np.hypot(*(xy[ends[:, 0]] - xy[ends[:, 1]]).T) * random.uniform(1, 1.3, len(ends))
    # a node that lost all its streets is none
    used, ends = np.unique(ends, return_inverse=True)
    source, target = ends.reshape(-1, 2).T
    ways = network(source, target, length_m=length_m, node_xy=xy[used])
    return Case("作った道", ways, _some(len(used), assets))


def _some(nodes: int, count: int) -> np.ndarray:
    return np.random.default_rng(1).choice(nodes, count, replace=False)


# --- the same questions, twice ---


def peer_of(case: Case) -> pandana.Network:
    """pandana with its contraction hierarchy, silent."""
    x, y = (pd.Series(each) for each in case.ways.node_xy.T)
    source, target = (pd.Series(each) for each in case.ways.ends.T)
    with _silent():
        return pandana.Network(x, y, source, target, pd.DataFrame({"m": case.ways.length_m}), twoway=True)


def nearest_of_peer(peer: pandana.Network, case: Case) -> np.ndarray:
    """Metres from every node to the nearest asset, nan where there is none."""
    xy = case.ways.node_xy[case.asset_nodes]
    with _silent():
        peer.set_pois("asset", NOTHING_M, 1, pd.Series(xy[:, 0]), pd.Series(xy[:, 1]))
        metres = peer.nearest_pois(NOTHING_M, "asset", num_pois=1)[1].to_numpy()
    return np.where(metres < NOTHING_M, metres, np.nan)


def reached_of_peer(peer: pandana.Network, case: Case) -> np.ndarray:
    """How many assets lie within reach of every node."""
    with _silent():
        peer.set(pd.Series(case.asset_nodes), variable=pd.Series(np.ones(len(case.asset_nodes))), name="one")
        return peer.aggregate(WITHIN_M, type="sum", decay="flat", name="one").to_numpy()


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Nothing on standard output, where pandana's compiled part writes by itself."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


# --- comparison ---


def require_equal(case: Case, ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference in metres; leaves with status 1 if it is more than pandana's cutting."""
    less = ours - theirs
    if (np.isnan(ours) != np.isnan(theirs)).any() or np.nanmin(less) < -1e-3 or np.nanmax(less) > CUT_M:
        sys.exit(f"答えが一致しません: {case.name} {np.nanmin(less)} {np.nanmax(less)}")
    return float(np.nanmax(less))


def require_counts(case: Case, ours: np.ndarray, theirs: np.ndarray, edge: np.ndarray) -> int:
    """How many counts differ, all of them where an asset lies within `CUT_M` of the limit; else leaves."""
    other = ours != theirs
    if (other & ~edge).any():
        sys.exit(f"届く数が一致しません: {case.name} {np.flatnonzero(other & ~edge)[:5]}")
    return int(other.sum())


def main() -> None:
    asked = argparse.ArgumentParser(description="道に沿った距離の速さを比べます。")
    asked.add_argument("--rounds", type=int, default=9, help="測る回数（交互に測った中央値）")
    asked.add_argument("--nodes", type=int, help="作った道で測る（交差点の数）")
    asked.add_argument("--assets", type=int, default=172, help="場所の数")
    options = asked.parse_args()
    warnings.simplefilter("ignore")
    real = FILE.is_file() and not options.nodes
    case = ube(options.assets) if real else invented(options.nodes or 10_000, options.assets)
    nodes = len(case.ways.node_xy)
    print(f"{case.name}: 交差点 {nodes:,}、道 {len(case.ways.ends):,}、場所 {options.assets:,}")
    started = time.perf_counter()
    peer = peer_of(case)
    print(f"pandana の準備: {time.perf_counter() - started:,.2f} s（一度だけ。下の時間に入れていません）")
    points = case.snapped(slice(None))
    assets = case.snapped(case.asset_nodes)
    nearest = walk_nearest_k(case.ways, points, assets, k=1)[:, 0]
    difference = require_equal(case, nearest, nearest_of_peer(peer, case))
    print(
        f"答えは一致: 最も近い場所（差は最大 {100 * difference:.1f} cm。pandana は道を1mm未満切り捨てます）"
    )
    pairs = walk_pairs(case.ways, points, assets, reach_m=WITHIN_M + CUT_M)
    at_edge = np.abs(pairs.distance_m - WITHIN_M) <= CUT_M
    edge = np.bincount(pairs.point()[at_edge], minlength=nodes) > 0
    counts = np.diff(pairs.within(WITHIN_M).start)
    other = require_counts(case, counts, reached_of_peer(peer, case), edge)
    print(
        f"答えは一致: {WITHIN_M:.0f}m 以内の場所の数（組 {len(pairs.asset):,}、境ちょうどでの違い {other}）"
    )
    _compare("最も近い場所", options.rounds, {
        "この製品": lambda: walk_nearest_k(case.ways, points, assets, k=1),
        "この製品（場所を道に結ぶところから）": lambda: walk_nearest_k(
            case.ways, points, case.snapped(case.asset_nodes), k=1
        ),
        "pandana": lambda: nearest_of_peer(peer, case),
    })  # fmt: skip
    _compare(f"{WITHIN_M:.0f}m 以内の場所", options.rounds, {
        "この製品（組と距離）": lambda: walk_pairs(case.ways, points, assets, reach_m=WITHIN_M),
        "pandana（数だけ）": lambda: reached_of_peer(peer, case),
    })  # fmt: skip


def _compare(title: str, rounds: int, jobs: Mapping[str, Callable[[], object]]) -> None:
    taken = medians_s(jobs, rounds=rounds)
    first = next(iter(taken.values()))
    print(f"{title}（{rounds}回の中央値、交互に実行）:")
    for name, seconds in taken.items():
        print(f"  {name}: {1000 * seconds:,.1f} ms（この製品の {seconds / first:.1f} 倍の時間）")


if __name__ == "__main__":
    main()
