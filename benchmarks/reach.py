"""The spatial kernel of the gap analysis against the best peers, GeoPandas, PostGIS and a compiled kernel.

Run with `.venv-bench/bin/python -m benchmarks.reach [--rounds N] [--no-postgis]`. An invented nation
(400,000 points of people, 200,000 assets, 20,000 districts) and an invented city (5,000, 2,000, 70). Answers
are compared first; every job starts from coordinates and builds its own index.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import re
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from access import Access, weights

from benchmarks._measure import medians_s
from benchmarks._nation import Floats, Ground, city, nation
from benchmarks._peers import (
    CATCHMENT_M,
    REACHES,
    STEPS,
    Duckdb,
    Geopandas,
    Postgis,
    postgis,
    pykdtree_nearest,
    strtree_district,
)
from gisapp.analysis.catchment import decay_weights, two_step
from gisapp.analysis.measures import district_measures
from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.reach import district_of, nearest_k, straight_pairs

Answer = dict[str, Floats]
Job = Callable[[], Floats]
#: PostGIS is asked for the nearest asset of one point in so many.
SHARE = 10
BEST = ("pykdtree 最寄り", "DuckDB 範囲内の数", "DuckDB E2SFCA", "shapely STRtree 校区")
TAIL = "numpy 校区ごとの平均"
PYSAL = "PySAL access E2SFCA（距離は渡す）"


def ours(ground: Ground) -> Answer:
    """The product: one list of neighbours serves every question about reach."""
    pairs = straight_pairs(ground.points_xy, ground.assets_xy, reach_m=CATCHMENT_M)
    near = nearest_k(ground.points_xy, ground.assets_xy)
    access = _e2sfca(ground, pairs)
    district = district_of(ground.points_xy, ground.districts)
    return {
        "nearest": near[:, 0],
        "coverage": _counts(pairs),
        "e2sfca": access,
        "district": district["district"].to_numpy(dtype=np.float64),
        "means": _table(ground, district, near, access),
    }


def _counts(pairs: Pairs) -> Floats:
    """Assets within each reach of each point."""
    near = [
        np.bincount(pairs.point()[pairs.distance_m <= d + SAME_M], minlength=pairs.points) for d in REACHES
    ]
    return np.column_stack(near).astype(np.float64)


def _e2sfca(ground: Ground, pairs: Pairs) -> Floats:
    weight = decay_weights(pairs.distance_m, reach_m=CATCHMENT_M, decay="step")
    return two_step(pairs, ground.people, np.ones(pairs.assets), weight).access


def _table(ground: Ground, district: pd.DataFrame, near: Floats, access: Floats) -> Floats:
    """What the product says of each district, of which the peers leave out medians and nine-tenths."""
    row = district["point"].to_numpy()
    demand = pd.DataFrame({"district": district["district"], "people": ground.people[row]})
    for group in ("target", "people_65", "people_75", "people_0_14"):
        demand[group] = demand["people"]
    found = district_measures(
        demand,
        pd.DataFrame({"district": [], "supply": []}, dtype=np.int64),
        districts=len(ground.districts),
        nearest_m=near[row],
        within_m=REACHES[0],
        also_within_m=REACHES[1:],
        access=access[row],
    )
    return found[["nearest_mean_m", "covered_share", f"covered_share_{REACHES[1]:g}"]].to_numpy()


def means(ground: Ground, answer: Answer) -> Floats:
    """By district: mean metres to the nearest, and per cent of people with an asset within each reach."""
    inside = answer["district"] >= 0
    district = answer["district"][inside].astype(np.int64)

    def total(value: Floats) -> Floats:
        return np.bincount(district, (ground.people * value)[inside], minlength=len(ground.districts))

    with np.errstate(invalid="ignore"):
        people = total(np.ones(len(ground.people)))
        reached = [100 * total(count > 0) / people for count in answer["coverage"].T]
        return np.column_stack([total(answer["nearest"]) / people, *reached])


def compiled(ground: Ground) -> Answer:
    """The same from a kernel compiled by numba."""
    from benchmarks._compiled import Kernel  # importing it takes time of its own, which is reported

    kernel = Kernel(ground.points_xy, ground.assets_xy)
    answer = {
        "nearest": kernel.nearest(),
        "coverage": kernel.counts(REACHES),
        "e2sfca": kernel.e2sfca(ground.people, CATCHMENT_M),
        "district": kernel.district(ground.districts).astype(np.float64),
    }
    return answer | {"means": means(ground, answer)}


def pysal_e2sfca(ground: Ground) -> Job:
    """PySAL access, with the costs already found for it: its own search is a full cross join."""
    pairs = straight_pairs(ground.points_xy, ground.assets_xy, reach_m=CATCHMENT_M)
    costs = pd.DataFrame({"point": pairs.point(), "asset": pairs.asset, "cost": pairs.distance_m})
    demand = gpd.GeoDataFrame({"id": range(pairs.points), "people": ground.people})
    supply = gpd.GeoDataFrame({"id": range(pairs.assets), "places": 1.0})

    def ask() -> Floats:
        model = Access(
            demand_df=demand, demand_index="id", demand_value="people",
            supply_df=supply, supply_index="id", supply_value="places",
            cost_df=costs, cost_origin="point", cost_dest="asset", cost_name="cost",
        )  # fmt: skip
        model.enhanced_two_stage_fca(name="e", max_cost=CATCHMENT_M, weight_fn=weights.step_fn(dict(STEPS)))
        return model.access_df["e_places"].reindex(range(pairs.points)).fillna(0).to_numpy()

    return ask


def peak_mb(ground: Ground) -> float:
    """Megabytes a fresh process needs for all of it, the data and the libraries included."""
    slim = replace(ground, cells=ground.cells[:0])
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_peak_of, slim).result()


def _peak_of(ground: Ground) -> float:
    ours(ground)
    # not getrusage: its peak starts with that of the process that started this one
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


# --- comparison ---


def require_equal(name: str, left: Floats, right: Floats) -> float:
    """The largest relative difference; leaves with status 1 if it is more than rounding."""
    left, right = (np.asarray(each, dtype=np.float64).reshape(len(left), -1) for each in (left, right))
    if not np.allclose(left, right, rtol=1e-9, atol=1e-12, equal_nan=True):
        sys.exit(f"答えが一致しません: {name}（最大の差 {np.nanmax(np.abs(left - right))}）")
    return float(np.nanmax(np.abs(left - right) / np.maximum(np.abs(right), 1e-12), initial=0.0))


def _jobs(ground: Ground, base: Postgis | None) -> dict[str, tuple[str, Job]]:
    frames, duck = Geopandas(ground), Duckdb(ground)
    jobs: dict[str, tuple[str, Job]] = {
        "pykdtree 最寄り": ("nearest", lambda: pykdtree_nearest(ground)),
        "DuckDB 範囲内の数": ("coverage", duck.coverage),
        "DuckDB E2SFCA": ("e2sfca", duck.e2sfca),
        "shapely STRtree 校区": ("district", lambda: strtree_district(ground)),
        "GeoPandas 最寄り": ("nearest", frames.nearest),
        "GeoPandas 範囲内の数": ("coverage", frames.coverage),
        "GeoPandas E2SFCA": ("e2sfca", frames.e2sfca),
        "GeoPandas 校区": ("district", frames.district),
    }
    if len(ground.points_xy) <= 10_000:
        jobs[PYSAL] = ("e2sfca", pysal_e2sfca(ground))
    if base:
        jobs["PostGIS 最寄り"] = ("nearest", base.nearest)
        jobs["PostGIS 範囲内の数"] = ("coverage", base.coverage)
        jobs["PostGIS E2SFCA"] = ("e2sfca", base.e2sfca)
        jobs["PostGIS 校区"] = ("district", base.district)
    return jobs


def _parts(ground: Ground) -> dict[str, Callable[[], object]]:
    pairs = straight_pairs(ground.points_xy, ground.assets_xy, reach_m=CATCHMENT_M)
    near = nearest_k(ground.points_xy, ground.assets_xy)
    district = district_of(ground.points_xy, ground.districts)
    return {
        "近くの組（1km）": lambda: straight_pairs(ground.points_xy, ground.assets_xy, reach_m=CATCHMENT_M),
        "最寄り": lambda: nearest_k(ground.points_xy, ground.assets_xy),
        "範囲内の数（組から）": lambda: _counts(pairs),
        "E2SFCA（組から）": lambda: _e2sfca(ground, pairs),
        "校区": lambda: district_of(ground.points_xy, ground.districts),
        "校区ごとの表": lambda: _table(ground, district, near, ground.people),
    }


def _agreed(jobs: dict[str, tuple[str, Job]], mine: Answer) -> None:
    worst: dict[str, float] = {}
    for name, (what, job) in jobs.items():
        asked = slice(None, None, SHARE) if name == "PostGIS 最寄り" else slice(None)
        worst[what] = max(worst.get(what, 0.0), require_equal(name, mine[what][asked], job()[asked]))
    print("答えは一致（最大の相対差）: " + "、".join(f"{what} {each:.1e}" for what, each in worst.items()))


def measure(ground: Ground, *, rounds: int, with_postgis: bool) -> None:
    sizes = len(ground.points_xy), len(ground.assets_xy), len(ground.districts)
    print("{}: 点 {:,}、場所 {:,}、校区 {:,}".format(ground.name, *sizes))
    print(f"この製品だけのプロセスの最大の使用メモリー: {peak_mb(ground):,.0f} MB")
    mine = ours(ground)
    started = time.perf_counter()
    other = compiled(ground)
    print(f"numba の初回（読み込みと、コンパイルかその控え）: {time.perf_counter() - started:.1f} 秒")
    for what, found in other.items():
        require_equal(f"numba {what}", mine[what], found)
    with postgis(ground, share=SHARE) if with_postgis else contextlib.nullcontext() as base:
        jobs = _jobs(ground, base)
        _agreed(jobs, mine)
        all_of_it: dict[str, Callable[[], object]] = {
            "この製品 全部": lambda: ours(ground),
            "numba 全部": lambda: compiled(ground),
            TAIL: lambda: means(ground, mine),
        }
        parts = {f"この製品 {name}": job for name, job in _parts(ground).items()}
        quick = {name: job for name, (_, job) in jobs.items() if not name.startswith("PostGIS")}
        taken = medians_s(all_of_it | parts | quick, rounds=rounds)
        slow = {name: job for name, (_, job) in jobs.items() if name.startswith("PostGIS")}
        taken |= medians_s(slow, rounds=1)
    if with_postgis:
        taken["PostGIS 最寄り"] *= SHARE
    _report(taken, rounds)


def _report(taken: dict[str, float], rounds: int) -> None:
    print(f"{rounds}回の中央値（交互に実行。PostGIS は1回、その最寄りは{SHARE}点に1点で測って{SHARE}倍）:")
    for name, seconds in taken.items():
        print(f"  {name}: {1000 * seconds:,.1f} ms")
    whole = taken["この製品 全部"]
    sums = {"一番速い相手の合計": sum(taken[name] for name in (*BEST, TAIL))}
    for peer in ("GeoPandas", "PostGIS"):
        each = [seconds for name, seconds in taken.items() if name.startswith(peer)]
        if each:
            sums[f"{peer} の合計"] = sum(each) + taken[TAIL]
    sums["numba"] = taken["numba 全部"]
    for name, seconds in sums.items():
        print(f"{name}は、この製品（{1000 * whole:,.0f} ms）の {seconds / whole:.2f} 倍の時間")
    if PYSAL in taken:
        e2sfca = taken["この製品 近くの組（1km）"] + taken["この製品 E2SFCA（組から）"]
        times = taken[PYSAL] / e2sfca
        print(f"{PYSAL}は、この製品（組を探すところから {1000 * e2sfca:.1f} ms）の {times:.1f} 倍の時間")


def main() -> None:
    asked = argparse.ArgumentParser(description="近さの計算の速さを比べます。")
    asked.add_argument("--rounds", type=int, default=7, help="測る回数（交互に測った中央値）")
    asked.add_argument("--no-postgis", action="store_true", help="PostGIS とは比べません")
    options = asked.parse_args()
    warnings.simplefilter("ignore")
    measure(nation(), rounds=options.rounds, with_postgis=not options.no_postgis)
    measure(city(), rounds=10 * options.rounds, with_postgis=not options.no_postgis)


if __name__ == "__main__":
    main()
