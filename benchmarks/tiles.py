"""Vector tiles against tipg on one database: contents compared first, then tiles a second as ratios.

Run with `.venv-bench/bin/python -m benchmarks.tiles [--rounds N]`. 200,000 made-up points and 20,000 areas
in the product's own schema, the same features for tipg in plain indexed Web Mercator tables. Both servers run
side by side with two workers; rounds alternate between them; what is printed are medians.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from benchmarks import _servers
from benchmarks._client import fetch, per_second
from benchmarks._world import AREA_LAYER, CODE, POINT_LAYER, World, loaded

ZOOMS = (6, 10, 14)
TILES = 300
COMPARED = 4
#: Below this zoom the product counts pins on a grid instead of sending each.
FIRST_PIN_ZOOM = 8
EXTENT = 4096
Tile = tuple[int, int, int]


@dataclass(frozen=True)
class Kind:
    """One layer as both servers call it; `properties` are what ours puts into a tile at a zoom."""

    title: str
    layer: str
    table: str
    properties: Callable[[int], str]

    def ours(self, tile: Tile, version: int) -> str:
        z, x, y = tile
        return f"/tiles/{CODE}/{self.layer}/{z}/{x}/{y}.mvt?v={version}"

    def tipg(self, tile: Tile) -> str:
        z, x, y = tile
        columns = self.properties(z)
        return f"/collections/peer.{self.table}/tiles/WebMercatorQuad/{z}/{x}/{y}?properties={columns}"


KINDS = (
    Kind("点", POINT_LAYER, "points", lambda z: "id,precision,name" if z >= 13 else "id,precision"),
    Kind("面", AREA_LAYER, "areas", lambda _z: "id,name"),
)


def chosen_tiles(lonlat: NDArray[np.float64], zoom: int, count: int) -> list[Tile]:
    """Tiles drawn by how many features they hold, without repeating; all of them where there are fewer."""
    n = 2**zoom
    x = np.floor((lonlat[:, 0] + 180) / 360 * n).astype(int)
    y = np.floor((1 - np.arcsinh(np.tan(np.radians(lonlat[:, 1]))) / np.pi) / 2 * n).astype(int)
    tiles, weight = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    random = np.random.default_rng(zoom)
    size = min(count, len(tiles))
    picked = random.choice(len(tiles), size, replace=False, p=weight / weight.sum())
    return [(zoom, int(tiles[k, 0]), int(tiles[k, 1])) for k in picked]


# --- contents ---


def features(body: bytes, encoding: str) -> list[dict]:
    """The features of a tile's only layer."""
    raw = gzip.decompress(body) if encoding == "gzip" else body
    if not raw:
        return []
    (layer,) = mapbox_vector_tile.decode(raw, default_options={"y_coord_down": True}).values()
    return list(layer["features"])


def _inside(geometry: dict, *, margin: int) -> bool:
    """Whether a part lies in the tile, and not only within `margin` units of its edge."""
    inner = shapely.box(margin, margin, EXTENT - margin, EXTENT - margin)
    return bool(shapely.intersects(shapely.make_valid(shape(geometry)), inner))


def _at_edge(geometry: dict) -> bool:
    return any(value <= 1 or value >= EXTENT - 1 for value in _numbers(geometry["coordinates"]))


def _numbers(nested: object):
    if isinstance(nested, list | tuple):
        for each in nested:
            yield from _numbers(each)
    else:
        yield nested


def require_same(kind: Kind, tile: Tile, ours: list[dict], theirs: list[dict]) -> None:
    """Leaves with status 1 unless both tiles hold the same: the same ids, or as many pins in all."""
    if kind.layer == POINT_LAYER and tile[0] < FIRST_PIN_ZOOM:
        counted, there = sum(each["properties"]["count"] for each in ours), len(theirs)
        same = abs(counted - there) <= sum(_at_edge(each["geometry"]) for each in theirs)
        told = f"{counted} と {there}"
    else:
        # Our areas are simplified to 300 m (2 units at z6) and 30 m (3 at z10): deeper in, all is the same.
        sure = 4
        ids = [_ids(found, margin=sure) for found in (ours, theirs)]
        whole = [_ids(found, margin=0) for found in (ours, theirs)]
        same, told = (
            ids[0] <= whole[1] and ids[1] <= whole[0],
            f"違う番号 {sorted((ids[0] - ids[1]) + (ids[1] - ids[0]))[:5]}",
        )
    if not same:
        sys.exit(f"中身が一致しません: {kind.title} {tile}: {told}")


def _ids(found: list[dict], *, margin: int) -> Counter[int]:
    return Counter(_id(each) for each in found if _inside(each["geometry"], margin=margin))


def _id(feature: dict) -> int:
    return int(feature["properties"].get("id", feature.get("id")))


def compare(kind: Kind, tiles: Sequence[Tile], version: int, ports: tuple[int, int]) -> int:
    """Compares some tiles of both servers; gives how many features of ours were looked at."""
    seen = 0
    for tile in tiles[:COMPARED]:
        ours = features(*fetch(ports[0], kind.ours(tile, version)))
        theirs = features(*fetch(ports[1], kind.tipg(tile)))
        require_same(kind, tile, ours, theirs)
        seen += len(ours)
    return seen


def largest(port: int, paths: Sequence[str]) -> int:
    """Bytes of the largest tile, gzipped as a browser gets it."""
    sizes = []
    for path in paths:
        body, encoding = fetch(port, path)
        sizes.append(len(body) if encoding == "gzip" else len(gzip.compress(body, 6)))
    return max(sizes)


# --- speed ---


def measure(
    world: World, kind: Kind, tiles: Sequence[Tile], ports: tuple[int, int], rounds: int
) -> list[float]:
    """Median tiles a second: ours not remembered, tipg, ours remembered."""
    repeats = max(1, 600 // len(tiles))
    rates: list[list[float]] = [[], [], []]
    theirs = [kind.tipg(tile) for tile in tiles]
    for number in range(rounds + 1):
        version = world.next_version()
        fresh = [kind.ours(tile, version) for tile in tiles]
        # the first answer of a new version; then, once both workers know every tile, the remembered ones
        jobs = [lambda f=fresh: per_second(ports[0], f), lambda: per_second(ports[1], theirs)]
        found = [job() for job in (jobs if number % 2 else jobs[::-1])]
        cold, peer = found if number % 2 else found[::-1]
        for _ in range(3):
            per_second(ports[0], fresh)
        warm = per_second(ports[0], fresh * repeats)
        if number:  # the first round only fills the database's own memory
            for rate, value in zip(rates, (cold, peer, warm), strict=True):
                rate.append(value)
    return [statistics.median(each) for each in rates]


def main() -> None:
    asked = argparse.ArgumentParser(description="地図タイルの速さを tipg と比べます。")
    asked.add_argument("--rounds", type=int, default=3, help="測る回数（交互に測った中央値）")
    asked.add_argument("--points", type=int, default=200_000, help="点の数")
    asked.add_argument("--areas", type=int, default=20_000, help="面の数")
    options = asked.parse_args()
    with loaded(point_count=options.points, area_count=options.areas) as world:
        print(f"点 {options.points:,}、面 {options.areas:,}。どちらのサーバーも2プロセス、gzip、4接続。")
        with _servers.ours(world) as here, _servers.tipg(world) as there:
            report(world, (here, there), options.rounds)


def report(world: World, ports: tuple[int, int], rounds: int) -> None:
    """Compares and measures each layer at each zoom, and prints a line for it."""
    for kind in KINDS:
        lonlat = world.lonlat if kind.layer == POINT_LAYER else world.area_lonlat
        for zoom in ZOOMS:
            tiles = chosen_tiles(lonlat, zoom, TILES)
            version = world.next_version()
            seen = compare(kind, tiles, version, ports)
            cold, peer, warm = measure(world, kind, tiles, ports, rounds)
            version = world.next_version()
            sizes = largest(ports[0], [kind.ours(each, version) for each in tiles])
            theirs = largest(ports[1], [kind.tipg(each) for each in tiles])
            print(
                f"{kind.title} z{zoom}（{len(tiles)}枚、{seen:,}件の中身は一致）: "
                f"初回 {cold:,.0f} 枚/秒、tipg {peer:,.0f} 枚/秒、2回目から {warm:,.0f} 枚/秒。"
                f"tipg 比 {cold / peer:.2f} 倍 / {warm / peer:.1f} 倍。"
                f"最大のタイル {sizes / 1000:,.0f} kB（tipg {theirs / 1000:,.0f} kB）",
                flush=True,
            )


if __name__ == "__main__":
    main()
