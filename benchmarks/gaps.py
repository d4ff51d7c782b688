"""The gap analysis against plain GeoPandas and PySAL access: answers compared first, then times as ratios.

Run with `.venv-bench/bin/python -m benchmarks.gaps [--rounds N] [--points N]`. Data: Hachioji (census mesh of
2020, school districts of 2016, child-rearing facilities) where present, else an invented city of that size.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks._measure import medians_s
from gisapp.analysis.areal import allocate, demand_points
from gisapp.analysis.measures import district_measures
from gisapp.analysis.reach import district_of, nearest_k
from importers import estat_mesh, ksj_a27, standard_facility
from importers._record import Delivery, File, Record

WITHIN_M = 800.0
DETOUR = 1.3
PLANE = 6677
DATA = Path(os.environ.get("GISAPP_DATA") or Path(__file__).parents[2] / "shared" / "data") / "hachioji"
DISTRICTS = "A27-16_13201_elementary_districts.geojson"
MESHES = [f"estat_mesh1km_2020_{code}.zip" for code in (5238, 5338, 5339)]
FACILITIES = "kosodateshisetuitiran.xlsx"
FIGURES = ["people", "target_people", "aging_rate", "assets", "covered_share", "nearest_mean_m"]


@dataclass(frozen=True)
class Case:
    """One city in plane metres: demand points with their district, assets, and district polygons."""

    name: str
    demand: pd.DataFrame
    assets: np.ndarray
    districts: np.ndarray


# --- data ---


def _records(read, *names: str) -> list[Record]:
    files = tuple(File(name, (DATA / name).read_bytes()) for name in names)
    return [each for each in read(Delivery(files)) if isinstance(each, Record)]


def _plane(geometries: list[shapely.Geometry], srid: int) -> np.ndarray:
    return gpd.GeoSeries(geometries, crs=srid).to_crs(PLANE).to_numpy()


def hachioji() -> Case:
    """The real city, read by the product's own importers."""
    cells = _records(estat_mesh.FORMAT.read, *MESHES)
    areas = _records(ksj_a27.FORMAT.read, DISTRICTS)
    places = [each for each in _records(standard_facility.FORMAT.read, FACILITIES) if each.fields.get("lon")]
    districts = _plane([each.geometry for each in areas], areas[0].srid)
    frame = pd.DataFrame(
        {
            "shape": _plane([each.geometry for each in cells], cells[0].srid),
            "root": [each.fields["joined_into"] or each.fields["mesh_code"] for each in cells],
            "people": [each.fields["counts"]["t", 0, None] for each in cells],
            "people_65": [each.fields["counts"]["t", 65, None] for each in cells],
        }
    )
    near = shapely.intersects(frame["shape"].to_numpy(), shapely.union_all(districts))
    frame = frame[frame["root"].isin(frame.loc[near, "root"])]
    frame["unit"] = frame["root"].astype("category").cat.codes
    people = frame.groupby("unit")[["people", "people_65"]].sum().astype(float)
    spread = allocate(frame["shape"].to_numpy(), frame["unit"].to_numpy(), districts=districts)
    points = [shapely.Point(float(each.fields["lon"]), float(each.fields["lat"])) for each in places]
    return _case("八王子市", demand_points(spread, people), _plane(points, 4326), districts)


def invented(points: int = 18_000, assets: int = 172, side: int = 8) -> Case:
    """Random people and assets in a board of square districts: as large as Hachioji, or as asked."""
    random = np.random.default_rng(20201001)
    size = 15_000 / side
    board = [(x * size, y * size) for x in range(side) for y in range(side)]
    districts = np.array([shapely.box(x, y, x + size, y + size) for x, y in board])
    xy = random.uniform(0, 15_000, (points, 2))
    district = (xy // size).astype(int) @ [side, 1]
    people = random.gamma(1.0, 40.0, points)
    demand = pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1], "district": district, "people": people})
    demand["people_65"] = people * random.uniform(0.15, 0.5, points)
    return _case("作った市", demand, shapely.points(random.uniform(0, 15_000, (assets, 2))), districts)


def _case(name: str, demand: pd.DataFrame, assets: np.ndarray, districts: np.ndarray) -> Case:
    demand = demand[demand["district"] >= 0].reset_index(drop=True)
    old = demand["people_65"]
    # the product also tells those over 75 and children apart; the peers are not asked for them
    return Case(name, demand.assign(target=old, people_75=old / 2, people_0_14=old / 4), assets, districts)


# --- the same question, three times ---


def ours(case: Case) -> pd.DataFrame:
    """The product: assets into districts, distances, then the table (which holds more than is compared)."""
    xy = shapely.get_coordinates(case.assets)
    places = pd.DataFrame({"district": district_of(xy, case.districts)["district"], "supply": 1.0})
    found = district_measures(
        case.demand,
        places,
        districts=len(case.districts),
        nearest_m=nearest_k(case.demand[["x", "y"]], xy, detour=DETOUR),
        within_m=WITHIN_M,
    )
    return found[FIGURES].astype(float)


def with_geopandas(case: Case, demand: gpd.GeoDataFrame) -> pd.DataFrame:
    """How one writes it by hand: sjoin for assets, sjoin_nearest for distances, groupby for the table."""
    assets = gpd.GeoDataFrame(geometry=case.assets, crs=PLANE)
    districts = gpd.GeoDataFrame({"district": range(len(case.districts))}, geometry=case.districts, crs=PLANE)
    count = gpd.sjoin(assets, districts, predicate="intersects").groupby("district").size()
    near = gpd.sjoin_nearest(demand, assets, distance_col="straight_m")
    near = near[~near.index.duplicated()]
    near["metres"] = near["straight_m"] * DETOUR
    near["covered"] = near["target"].where(near["metres"] <= WITHIN_M, 0.0)
    near["person_m"] = near["target"] * near["metres"]
    sums = near.groupby("district")[["people", "target", "people_65", "covered", "person_m"]].sum()
    sums = sums.reindex(range(len(case.districts)), fill_value=0.0)
    target = sums["target"].where(sums["target"] > 0)
    return pd.DataFrame(
        {
            "people": sums["people"],
            "target_people": sums["target"],
            "aging_rate": 100 * sums["people_65"] / sums["people"].where(sums["people"] > 0),
            "assets": count.reindex(sums.index, fill_value=0).astype(float),
            "covered_share": 100 * sums["covered"] / target,
            "nearest_mean_m": sums["person_m"] / target,
        }
    )


def with_pysal(case: Case, demand: gpd.GeoDataFrame) -> pd.DataFrame:
    """PySAL access: reached means that the weighted catchment holds an asset. It has no mean distance."""
    from access import Access

    limit = WITHIN_M / DETOUR
    supply = gpd.GeoDataFrame({"id": range(len(case.assets)), "places": 1}, geometry=case.assets, crs=PLANE)
    frame = demand.reset_index(names="id")
    model = Access(
        demand_df=frame, demand_index="id", demand_value="target",
        supply_df=supply, supply_index="id", supply_value="places",
    )  # fmt: skip
    model.create_euclidean_distance(threshold=limit + 1e-6)
    model.weighted_catchment(name="reach", max_cost=limit)
    reach = model.access_df["reach_places"].reindex(frame["id"]).to_numpy()
    covered = frame["target"].where(reach > 0, 0.0)
    sums = pd.DataFrame({"covered": covered, "target": frame["target"]}).groupby(frame["district"]).sum()
    sums = sums.reindex(range(len(case.districts)), fill_value=0.0)
    return pd.DataFrame({"covered_share": 100 * sums["covered"] / sums["target"].where(sums["target"] > 0)})


# --- comparison ---


def require_equal(name: str, left: pd.DataFrame, right: pd.DataFrame) -> float:
    """The largest relative difference; leaves with status 1 if it is more than rounding."""
    a, b = left[right.columns].to_numpy(dtype=float), right.to_numpy(dtype=float)
    if (np.isnan(a) != np.isnan(b)).any() or not np.allclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True):
        sys.exit(f"答えが一致しません: {name}\n{(left[right.columns] - right).abs().max()}")
    return float(np.nanmax(np.abs(a - b) / np.maximum(np.abs(b), 1e-12), initial=0.0))


def main() -> None:
    asked = argparse.ArgumentParser(description="ギャップ分析の速さを比べます。")
    asked.add_argument("--rounds", type=int, default=9, help="測る回数（交互に測った中央値）")
    asked.add_argument("--points", type=int, help="作った市で測る（人のいる点の数）")
    options = asked.parse_args()
    warnings.simplefilter("ignore")
    real = all((DATA / name).is_file() for name in [DISTRICTS, *MESHES, FACILITIES])
    case = invented(options.points or 18_000) if options.points or not real else hachioji()
    geometry = gpd.points_from_xy(case.demand["x"], case.demand["y"])
    demand = gpd.GeoDataFrame(case.demand, geometry=geometry, crs=PLANE)
    print(f"{case.name}: 点 {len(demand):,}、場所 {len(case.assets):,}、校区 {len(case.districts):,}")
    jobs = {
        "この製品 district_measures": lambda: ours(case),
        "GeoPandas sjoin_nearest + sjoin + groupby": lambda: with_geopandas(case, demand),
    }
    if len(demand) * len(case.assets) <= 5_000_000:
        jobs["PySAL access（届く人の割合だけ）"] = lambda: with_pysal(case, demand)
    answers = {name: job() for name, job in jobs.items()}
    first, *others = answers
    for name in others:
        difference = require_equal(name, answers[first], answers[name])
        print(f"答えは一致: {name}（{len(answers[name].columns)}列、最大の相対差 {difference:.1e}）")
    taken = medians_s(jobs, rounds=options.rounds)
    print(f"{options.rounds}回の中央値（交互に実行）:")
    for name, seconds in taken.items():
        print(f"  {name}: {1000 * seconds:,.1f} ms（この製品の {seconds / taken[first]:.1f} 倍の時間）")


if __name__ == "__main__":
    main()
