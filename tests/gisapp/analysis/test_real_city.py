"""The analysis on the real Hachioji: census mesh of 2020, school districts of 2016, known totals."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gisapp.analysis.areal import allocate, demand_points, district_totals
from importers import estat_mesh, ksj_a27
from importers._record import Delivery, File, Record

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("GISAPP_DATA") or ROOT.parent / "shared" / "data") / "hachioji"
DISTRICTS = "A27-16_13201_elementary_districts.geojson"
MESHES = [f"estat_mesh1km_2020_{code}.zip" for code in (5238, 5338, 5339)]
PLANE = 6677


def records(read, *names) -> list[Record]:
    files = tuple(File(name, (DATA / name).read_bytes()) for name in names)
    return [each for each in read(Delivery(files)) if isinstance(each, Record)]


def plane(found: list[Record]) -> np.ndarray:
    shapes = gpd.GeoSeries([each.geometry for each in found], crs=found[0].srid)
    return shapes.to_crs(PLANE).to_numpy()


@pytest.fixture(scope="module")
def hachioji():
    """Cells (with the unit each is joined into), districts, and people by unit."""
    if not all((DATA / name).is_file() for name in [DISTRICTS, *MESHES]):
        pytest.skip("八王子市の実データ（GISAPP_DATA または ../shared/data）がありません")
    cells = records(estat_mesh.FORMAT.read, *MESHES)
    districts = plane(records(ksj_a27.FORMAT.read, DISTRICTS))
    frame = pd.DataFrame(
        {
            "shape": plane(cells),
            "root": [each.fields["joined_into"] or each.fields["mesh_code"] for each in cells],
            "people": [each.fields["counts"]["t", 0, None] for each in cells],
            "people_65": [each.fields["counts"]["t", 65, None] for each in cells],
        }
    )
    near = gpd.GeoSeries(frame["shape"]).intersects(gpd.GeoSeries(districts).union_all())
    frame = frame[frame["root"].isin(frame.loc[near, "root"])]
    frame["unit"] = frame["root"].astype("category").cat.codes
    people = frame.groupby("unit")[["people", "people_65"]].sum(min_count=1).astype(float)
    return frame["shape"].to_numpy(), frame["unit"].to_numpy(), districts, people


def test_the_city_total_is_found_again_in_its_districts(hachioji):
    cells, unit, districts, people = hachioji
    demand = demand_points(allocate(cells, unit, districts=districts), people)
    totals = district_totals(demand, ["people", "people_65"])
    assert len(totals.loc[0:]) == 69
    inside = totals.loc[0:].sum()
    assert inside["people"] == pytest.approx(580_700, rel=0.005)
    assert inside["people_65"] == pytest.approx(153_600, rel=0.005)
    everyone = people.sum()
    assert totals.sum().to_numpy() == pytest.approx(everyone.to_numpy(), rel=1e-9)


def test_every_share_adds_up_and_the_district_a_point_claims_holds_it(hachioji):
    cells, unit, districts, _ = hachioji
    found = allocate(cells, unit, districts=districts)
    assert found.points.groupby("unit")["share"].sum().to_numpy() == pytest.approx(1, abs=1e-9)
    assert found.overlap_share.max() == 0
    placed = found.points[found.points["district"] >= 0].sample(500, random_state=1)
    points = gpd.points_from_xy(placed["x"], placed["y"])
    near = gpd.GeoSeries(districts[placed["district"]]).distance(gpd.GeoSeries(points))
    # the centroid of a bent piece may lie just beside it
    assert (near < 125).all()
    assert (near == 0).mean() > 0.95


def test_a_finer_grain_moves_nobody_between_districts(hachioji):
    cells, unit, districts, people = hachioji
    coarse, fine = (
        district_totals(
            demand_points(allocate(cells, unit, districts=districts, grain_m=m), people), ["people"]
        )
        for m in (250, 125)
    )
    assert coarse["people"].to_numpy() == pytest.approx(fine["people"].to_numpy(), rel=1e-9)
