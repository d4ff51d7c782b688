"""The measures on the real Hachioji, against PySAL's access and against walking through everybody."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gisapp.analysis.areal import allocate, demand_points
from gisapp.analysis.catchment import decay_weights, three_step, two_step
from gisapp.analysis.measures import district_measures
from gisapp.analysis.reach import district_of, nearest_k, straight_pairs
from importers import standard_facility
from tests.gisapp.analysis import oracle
from tests.gisapp.analysis.test_catchment import pysal
from tests.gisapp.analysis.test_real_city import DATA, hachioji, records  # noqa: F401

pytestmark = pytest.mark.real
FACILITIES = "kosodateshisetuitiran.xlsx"
REACH_M = 900.0


@pytest.fixture(scope="module")
def city(hachioji):  # noqa: F811 - the fixture of the other file
    """Demand rows, coordinates of places, and in which districts they are."""
    if not (DATA / FACILITIES).is_file():
        pytest.skip("八王子市の実データ（GISAPP_DATA または ../shared/data）がありません")
    cells, unit, districts, people = hachioji
    demand = demand_points(allocate(cells, unit, districts=districts), people)
    demand = demand.assign(target=demand["people_65"], people_75=demand["people_65"] / 2, people_0_14=0.0)
    sites = [each for each in records(standard_facility.FORMAT.read, FACILITIES) if each.fields.get("lon")]
    lonlat = gpd.points_from_xy(
        [float(each.fields["lon"]) for each in sites], [float(each.fields["lat"]) for each in sites], crs=4326
    )
    places_xy = np.column_stack([lonlat.to_crs(6677).x, lonlat.to_crs(6677).y])
    inside = district_of(places_xy, districts)
    places = pd.DataFrame({"asset": inside["point"], "district": inside["district"], "supply": 1.0})
    return demand, places_xy, places


def test_d18_access_is_what_pysal_says_and_all_that_is_offered_is_shared_out(city):
    demand, places_xy, _ = city
    pairs = straight_pairs(demand[["x", "y"]], places_xy, reach_m=REACH_M)
    target = demand["target"].to_numpy() + 1e-3
    supply = np.arange(len(places_xy)) % 7 + 1.0
    cost = pd.DataFrame({"i": pairs.point(), "j": pairs.asset, "cost": pairs.distance_m})
    theirs = pysal(cost, target, supply, REACH_M)
    for name, method, decay in (
        ("2sfca", two_step, "binary"),
        ("e2sfca", two_step, "step"),
        ("3sfca", three_step, "step"),
    ):
        weight = decay_weights(pairs.distance_m, reach_m=REACH_M, decay=decay)
        found = method(pairs, target, supply, weight)
        told = theirs[name].notna().to_numpy()
        assert found.access[told] == pytest.approx(theirs[name].to_numpy()[told], rel=1e-9)
        assert (found.access[~told] == 0).all()
        offered = supply[~np.isnan(found.ratio)].sum()
        assert target @ found.access == pytest.approx(offered, rel=1e-9)


def test_d18_walking_through_everybody_says_the_same(city):
    demand, places_xy, places = city
    pairs = straight_pairs(demand[["x", "y"]], places_xy, reach_m=REACH_M, detour=1.3)
    near = nearest_k(demand[["x", "y"]], places_xy, k=3, detour=1.3)
    weight = decay_weights(pairs.distance_m, reach_m=REACH_M, decay="gaussian")
    access = two_step(pairs, demand["target"], np.ones(len(places_xy)), weight).access
    found = district_measures(
        demand, places, districts=69, nearest_m=near, within_m=800, also_within_m=(300, 500), access=access
    )  # fmt: skip
    everybody = [
        oracle.Part(row.district, row.people, row.target, row.people_65, row.people_75, 0.0, row.people, tuple(metres), share)
        for row, metres, share in zip(demand.itertuples(), near.tolist(), access.tolist(), strict=True)
    ]  # fmt: skip
    expected = oracle.measures(everybody, places.to_numpy().tolist(), 69, [800, 300, 500])
    for district, row in found.astype(float).to_dict("index").items():
        assert row == pytest.approx(expected[district], rel=1e-9, abs=1e-9, nan_ok=True)
    by_pairs = district_measures(
        demand, places, districts=69, nearest_m=near, within_m=800, also_within_m=(300, 500), pairs=pairs
    )  # fmt: skip
    assert by_pairs["covered_people"].tolist() == found["covered_people"].tolist()
