"""Spreading people over districts against shapely on two threads, GeoPandas and tobler.

Run with `.venv-bench/bin/python -m benchmarks.areal [--rounds N]`. An invented nation (400,000 mesh cells,
20,000 districts) and an invented city (5,000, 70), three counts. Totals by district are compared first. One
point a cell and district, as the peers do; the product also looks for overlaps, keeps what lies outside, and
says where each point is.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from tobler.area_weighted import area_interpolate

from benchmarks._measure import medians_s
from benchmarks._nation import Floats, Ground, city, nation
from gisapp.analysis.areal import allocate, demand_points, district_totals

COUNTS = ["people", "people_65", "people_75"]
PLANE = 6691
#: Longer than any cell: each gets one point for each district.
GRAIN_M = 2000.0


def counts(ground: Ground) -> pd.DataFrame:
    shares = zip(COUNTS, (1.0, 0.29, 0.16), strict=True)
    return pd.DataFrame({name: ground.people * share for name, share in shares})


def ours(ground: Ground, people: pd.DataFrame) -> Floats:
    spread = allocate(ground.cells, np.arange(len(ground.cells)), districts=ground.districts, grain_m=GRAIN_M)
    totals = district_totals(demand_points(spread, people), COUNTS)
    return totals.reindex(range(len(ground.districts)), fill_value=0.0).to_numpy()


def with_shapely(ground: Ground, people: pd.DataFrame) -> Floats:
    """The strongest way from off-the-shelf calls: whole cells are not cut, the others on two threads."""
    cells, districts = ground.cells, ground.fresh_districts()
    district, cell = shapely.STRtree(cells).query(districts)
    shapely.prepare(districts)
    halves = np.split(np.arange(len(cell)), [np.searchsorted(district, len(districts) // 2)])

    def part(half: Floats) -> Floats:
        area = np.zeros(len(half))
        near = shapely.intersects(districts[district[half]], cells[cell[half]])
        inside = near & shapely.contains_properly(districts[district[half]], cells[cell[half]])
        area[inside] = shapely.area(cells[cell[half[inside]]])
        cut = half[near & ~inside]
        area[near & ~inside] = shapely.area(shapely.intersection(cells[cell[cut]], districts[district[cut]]))
        return area

    with ThreadPoolExecutor(2) as pool:
        area = np.concatenate(list(pool.map(part, halves)))
    share = area / shapely.area(cells)[cell]
    columns = [
        np.bincount(district, people[name].to_numpy()[cell] * share, len(districts)) for name in COUNTS
    ]
    return np.column_stack(columns)


def with_tobler(cells: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Floats:
    """A cell that lies half outside keeps half of its people outside: `allocate_total` pushes all inside."""
    found = area_interpolate(cells, districts, extensive_variables=COUNTS, allocate_total=False)
    return found[COUNTS].to_numpy()


def with_geopandas(cells: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Floats:
    """As one writes it by hand: overlay, areas, groupby."""
    pieces = gpd.overlay(cells.assign(whole=cells.area), districts, how="intersection")
    parts = pieces[COUNTS].mul(pieces.area / pieces["whole"], axis=0)
    return parts.groupby(pieces["district"]).sum().reindex(range(len(districts)), fill_value=0.0).to_numpy()


def require_equal(name: str, left: Floats, right: Floats, tolerance: float) -> float:
    """The largest difference as a share of a district's people; leaves with status 1 if it is too large."""
    worst = float((np.abs(left - right) / np.maximum(np.abs(right), 1.0)).max())
    if not worst <= tolerance:
        sys.exit(f"答えが一致しません: {name}（最大の相対差 {worst:.1e}）")
    return worst


def measure(ground: Ground, *, rounds: int) -> None:
    print(f"{ground.name}: セル {len(ground.cells):,}、校区 {len(ground.districts):,}")
    people = counts(ground)
    cells = gpd.GeoDataFrame(people, geometry=ground.cells, crs=PLANE)
    numbered = {"district": range(len(ground.districts))}
    districts = gpd.GeoDataFrame(numbered, geometry=ground.fresh_districts(), crs=PLANE)
    jobs: dict[str, Callable[[], Floats]] = {
        "この製品 allocate + demand_points": lambda: ours(ground, people),
        "shapely STRtree、セルの省略、2スレッド": lambda: with_shapely(ground, people),
        "GeoPandas overlay": lambda: with_geopandas(cells, districts),
        "tobler area_interpolate": lambda: with_tobler(cells, districts),
    }
    first, *others = jobs
    mine = jobs[first]()
    for name in others:
        # tobler keeps its table of areas in single precision
        worst = require_equal(name, mine, jobs[name](), 1e-6 if name.startswith("tobler") else 1e-9)
        print(f"答えは一致: {name}（最大の相対差 {worst:.1e}）")
    taken = medians_s(jobs, rounds=rounds)
    print(f"{rounds}回の中央値（交互に実行）:")
    for name, seconds in taken.items():
        print(f"  {name}: {1000 * seconds:,.1f} ms（この製品の {seconds / taken[first]:.2f} 倍の時間）")


def main() -> None:
    asked = argparse.ArgumentParser(description="人口を校区に分ける速さを比べます。")
    asked.add_argument("--rounds", type=int, default=5, help="測る回数（交互に測った中央値）")
    rounds = asked.parse_args().rounds
    warnings.simplefilter("ignore")
    measure(nation(), rounds=rounds)
    measure(city(), rounds=5 * rounds)


if __name__ == "__main__":
    main()
