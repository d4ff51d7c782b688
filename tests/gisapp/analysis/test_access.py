"""Distances and district figures: hand-worked cases, a plain-Python oracle, and what must never change."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import box

from gisapp.analysis import coverage, district_gaps, district_of, nearest_m
from tests.gisapp.analysis import oracle
from tests.gisapp.analysis.oracle import Person

COLUMNS = ["x", "y", "district", "people", "target", "people_65"]
# three clusters of people in two districts, and one just outside the city
DEMAND = pd.DataFrame(
    [
        (0.0, 0.0, 0, 100.0, 40.0, 40.0),
        (1000.0, 0.0, 0, 50.0, 10.0, 10.0),
        (0.0, 5000.0, 1, 30.0, 15.0, 15.0),
        (0.0, -300.0, -1, 70.0, 70.0, 70.0),
    ],
    columns=COLUMNS,
)
ASSETS = pd.DataFrame(
    [(0.0, 500.0, 0), (1000.0, -900.0, 0), (0.0, -100.0, -1)], columns=["x", "y", "district"]
)


def test_a_worked_case():
    found = district_gaps(DEMAND, ASSETS, within_m=500)
    first, second = found.loc[0], found.loc[1]
    # the asset just across the city's border is the nearest one: it counts for reach, not for the district
    assert first[["people", "target_people", "assets"]].tolist() == [150, 50, 2]
    assert first["aging_rate"] == pytest.approx(100 * 50 / 150)
    assert first["people_per_asset"] == 75
    assert first["covered_share"] == pytest.approx(80)
    assert (first["covered_people"], first["uncovered_people"]) == (40, 10)
    assert first["nearest_mean_m"] == pytest.approx((40 * 100 + 10 * 900) / 50)
    assert second["assets"] == 0
    assert pd.isna(second["people_per_asset"])
    assert second["covered_share"] == 0
    assert second["nearest_mean_m"] == pytest.approx(4500)
    assert found.index.tolist() == [0, 1]


def test_exactly_at_the_limit_is_inside_also_after_the_detour():
    assert district_gaps(DEMAND, ASSETS, within_m=4500).loc[1, "covered_share"] == 100
    assert district_gaps(DEMAND, ASSETS, within_m=4499.999).loc[1, "covered_share"] == 0
    assert district_gaps(DEMAND, ASSETS, within_m=4500 * 1.3, detour=1.3).loc[1, "covered_share"] == 100
    # 0.1 + 0.2 in metres: a hair above 0.3 by floating point alone
    near = DEMAND.iloc[[0]].assign(x=0.1 + 0.2)
    assert (
        district_gaps(near, pd.DataFrame({"x": [0.0], "y": [0.0]}), within_m=0.3).loc[0, "covered_share"]
        == 100
    )


def test_without_any_asset_nobody_is_covered_and_everybody_stays_in_the_denominator():
    found = district_gaps(DEMAND, ASSETS.iloc[:0], within_m=800)
    assert found["covered_share"].tolist() == [0, 0]
    assert found["uncovered_people"].tolist() == [50, 15]
    assert found["nearest_mean_m"].isna().all()
    assert found["people_per_asset"].isna().all()
    assert found["assets"].tolist() == [0, 0]


def test_d9_without_anybody_figures_are_null_and_not_zero():
    nobody = DEMAND.iloc[:0]
    found = district_gaps(nobody, ASSETS, within_m=800, districts=[0, 1])
    assert found["people"].tolist() == [0, 0]
    for column in ("aging_rate", "covered_share", "nearest_mean_m"):
        assert found[column].isna().all()
    assert found["assets"].tolist() == [2, 0]
    assert district_gaps(nobody, ASSETS.iloc[:0], within_m=800).empty


def test_districts_asked_for_come_in_the_order_asked_and_are_never_missing():
    found = district_gaps(DEMAND, ASSETS, within_m=800, districts=[5, 1, 0])
    assert found.index.tolist() == [5, 1, 0]
    assert found.loc[5, "people"] == 0


def test_aging_rate_is_over_those_whose_age_is_known():
    known = DEMAND.assign(age_known=DEMAND["people"] - 10)
    assert district_gaps(known, ASSETS, within_m=500).loc[0, "aging_rate"] == pytest.approx(100 * 50 / 130)
    unknown = DEMAND.assign(age_known=0.0, people_65=0.0)
    assert district_gaps(unknown, ASSETS, within_m=500)["aging_rate"].isna().all()


def test_assets_without_a_district_give_null_and_not_zero():
    found = district_gaps(DEMAND, ASSETS[["x", "y"]], within_m=500)
    assert found["assets"].isna().all()
    assert found["people_per_asset"].isna().all()
    assert found.loc[0, "covered_share"] == pytest.approx(80)


def test_an_asset_in_a_choice_area_counts_in_both_districts_and_changes_no_distance():
    twice = pd.concat([ASSETS, ASSETS.iloc[[0]].assign(district=1)])
    found = district_gaps(DEMAND, twice, within_m=500)
    assert found["assets"].tolist() == [2, 1]
    assert (
        found.loc[0, "nearest_mean_m"] == district_gaps(DEMAND, ASSETS, within_m=500).loc[0, "nearest_mean_m"]
    )


@pytest.mark.parametrize(
    ("demand", "limits"),
    [
        (DEMAND.assign(target=np.nan), {"within_m": 800}),
        (DEMAND.assign(people=-1.0), {"within_m": 800}),
        (DEMAND.assign(age_known=np.nan), {"within_m": 800}),
        (DEMAND.assign(x=np.inf), {"within_m": 800}),
        (DEMAND, {"within_m": -1}),
        (DEMAND, {"within_m": np.nan}),
        (DEMAND, {"within_m": 800, "detour": 0.9}),
    ],
)
def test_what_cannot_be_answered_is_refused(demand, limits):
    with pytest.raises(ValueError):
        district_gaps(demand, ASSETS, **limits)


def test_nearest_and_coverage_by_themselves():
    away = nearest_m([(0, 0), (3, 4)], [(0, 0), (100, 100)], detour=2)
    assert away.tolist() == [0, 10]
    assert np.isnan(nearest_m([(0, 0)], np.empty((0, 2)))).all()
    assert coverage(np.array([1.0, 2.0, np.nan]), np.array([1.0, 2.0, 5.0]), within_m=2) == pytest.approx(
        37.5
    )
    assert math.isnan(coverage(np.array([1.0]), np.array([0.0]), within_m=2))


def test_which_district_a_point_lies_in():
    districts = np.array([box(0, 0, 10, 10), box(8, 0, 20, 10)])
    found = district_of([(5, 5), (9, 5), (50, 50), (10, 10)], districts)
    assert found.to_numpy().tolist() == [[0, 0], [1, 0], [1, 1], [2, -1], [3, 0], [3, 1]]
    assert district_of(np.empty((0, 2)), districts).empty
    assert district_of([(1, 1)], districts[:0])["district"].tolist() == [-1]


metres = st.integers(-3000, 3000).map(lambda tenth: tenth / 10)
counts = st.integers(0, 500).map(lambda half: half / 2)
persons = st.builds(Person, metres, metres, st.integers(-1, 3), counts, counts, st.just(0.0)).map(
    lambda p: Person(p.x, p.y, p.district, p.people, min(p.target, p.people), p.people / 3)
)
places = st.tuples(metres, metres, st.integers(-1, 3))
detours = st.sampled_from([1.0, 1.25, 1.3])


def frames(demand, assets):
    people = pd.DataFrame([[getattr(p, c) for c in COLUMNS] for p in demand], columns=COLUMNS)
    sites = pd.DataFrame(assets, columns=["x", "y", "district"])
    return people.astype({"district": int}), sites.astype({"x": float, "y": float, "district": int})


def as_dict(found: pd.DataFrame) -> dict:
    return found.astype(float).to_dict("index")


def close(left: dict, right: dict, **kwargs) -> None:
    assert left.keys() == right.keys()
    for district in left:
        assert left[district] == pytest.approx(right[district], nan_ok=True, abs=1e-7, **kwargs)


@given(st.lists(persons, max_size=25), st.lists(places, max_size=8), st.integers(0, 500), detours)
@settings(max_examples=120, deadline=None)
def test_d18_an_independent_plain_computation_says_the_same(demand, assets, within_m, detour):
    found = district_gaps(*frames(demand, assets), within_m=within_m, detour=detour)
    close(as_dict(found), oracle.gaps(demand, assets, within_m, detour))


@given(st.lists(persons, min_size=1, max_size=15), st.lists(places, max_size=6), st.randoms(), metres)
@settings(max_examples=60, deadline=None)
def test_order_of_rows_and_origin_do_not_matter(demand, assets, random, shift):
    people, sites = frames(demand, assets)
    plain = as_dict(district_gaps(people, sites, within_m=150))
    mixed = frames(random.sample(demand, len(demand)), random.sample(assets, len(assets)))
    close(as_dict(district_gaps(*mixed, within_m=150)), plain)
    move = {"x": lambda f: f["x"] + shift, "y": lambda f: f["y"] - 7 * shift}
    close(as_dict(district_gaps(people.assign(**move), sites.assign(**move), within_m=150)), plain)


@given(
    st.lists(persons, min_size=1, max_size=15), st.lists(places, min_size=1, max_size=6), st.floats(0.01, 100)
)
@settings(max_examples=60, deadline=None)
def test_the_unit_of_length_does_not_matter(demand, assets, factor):
    people, sites = frames(demand, assets)
    away = nearest_m(people[["x", "y"]], sites[["x", "y"]])
    assume((abs(away - 150.05) > 1e-3).all())
    plain = district_gaps(people, sites, within_m=150.05)
    scale = {"x": lambda f: f["x"] * factor, "y": lambda f: f["y"] * factor}
    scaled = district_gaps(people.assign(**scale), sites.assign(**scale), within_m=150.05 * factor)
    scaled["nearest_mean_m"] /= factor
    close(as_dict(scaled), as_dict(plain), rel=1e-6)
