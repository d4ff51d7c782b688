"""Figures by district: a case worked by hand, a plain-Python oracle, and what must never change."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.measures import district_measures
from gisapp.analysis.quantiles import weighted_quantiles
from tests.gisapp.analysis import oracle
from tests.gisapp.analysis.oracle import Part
from tests.gisapp.analysis.test_catchment import pairs_of

NAN = math.nan
# two points in district 0, two in district 1 (one cut off from everything), one outside the city
DEMAND = pd.DataFrame(
    [(0, 100, 40, 40, 20, 10), (0, 50, 10, 10, 2, 5), (1, 30, 15, 15, 9, 3), (1, 20, 5, 5, 5, 0), (-1, 70, 70, 70, 7, 0)],
    columns=["district", "people", "target", "people_65", "people_75", "people_0_14"],
)  # fmt: skip
PLACES = pd.DataFrame([(7, 0, 2.0), (8, 0, 1.0), (9, -1, 5.0)], columns=["asset", "district", "supply"])
NEAREST_M = np.array([[100, 500], [900, 1100], [800, 900], [NAN, NAN], [0, 0]])
ACCESS = np.array([0.03, 0.01, 0.02, 0.0, 9.0])


def measured(**changes):
    how = {
        "districts": 3,
        "nearest_m": NEAREST_M,
        "within_m": 800,
        "also_within_m": (500, 900),
        "access": ACCESS,
    }
    how |= changes
    return district_measures(how.pop("demand", DEMAND), how.pop("places", PLACES), **how)


def test_a_worked_case():
    found = measured(nearest_m=NEAREST_M[:, 0])
    assert found.index.tolist() == [0, 1, 2]
    first, second = found.loc[0], found.loc[1]
    assert first[["people", "target_people", "assets", "supply", "has_any"]].tolist() == [150, 50, 2, 3, True]
    assert first["aging_rate"] == pytest.approx(100 * 50 / 150)
    assert first["late_rate"] == pytest.approx(100 * 22 / 150)
    assert first["children_rate"] == pytest.approx(100 * 15 / 150)
    assert first["target_rate"] == first["aging_rate"]
    assert (first["people_per_asset"], first["assets_per_1000"]) == (75, 40)
    assert (first["covered_people"], first["uncovered_people"]) == (40, 10)
    assert first[["covered_share", "covered_share_500", "covered_share_900"]].tolist() == [80, 80, 100]
    assert first["nearest_mean_m"] == pytest.approx((40 * 100 + 10 * 900) / 50)
    assert first[["nearest_median_m", "nearest_p90_m", "unreached_people"]].tolist() == [100, 900, 0]
    assert first["access_mean"] == pytest.approx((40 * 0.03 + 10 * 0.01) / 50)
    # the five people whom nothing reaches stay in every denominator but those of the distances
    assert second["covered_share"] == 75
    assert second["access_mean"] == pytest.approx(15 * 0.02 / 20)
    assert second[["nearest_mean_m", "nearest_median_m", "nearest_p90_m"]].tolist() == [800, 800, 800]
    assert (second["unreached_people"], second["uncovered_people"]) == (5, 5)
    assert (second["assets"], second["supply"], second["has_any"]) == (0, 0, False)
    assert np.isnan(second["people_per_asset"])


def test_d9_without_anybody_figures_are_null_and_not_zero():
    counts = [
        "people",
        "target_people",
        "assets",
        "supply",
        "covered_people",
        "uncovered_people",
        "unreached_people",
    ]
    for nobody in (measured().loc[2], measured(demand=DEMAND[:0], nearest_m=NEAREST_M[:0], access=[]).loc[2]):
        assert nobody[counts].tolist() == [0] * len(counts)
        assert nobody.drop([*counts, "has_any"]).isna().all()
        assert not nobody["has_any"]


def test_without_any_place_nobody_is_covered_and_everybody_stays_in_the_denominator():
    found = measured(places=PLACES[:0], nearest_m=np.full(5, NAN), access=np.zeros(5))
    assert found["covered_share"].tolist()[:2] == [0, 0]
    assert found["unreached_people"].tolist() == found["uncovered_people"].tolist() == [50, 20, 0]
    assert found["access_mean"].tolist()[:2] == [0, 0]
    assert found["nearest_mean_m"].isna().all()
    assert found["nearest_p90_m"].isna().all()


def test_exactly_at_the_limit_is_inside():
    for limit, share in ((800, 75), (799.999, 0), (800 - 1e-9, 75)):
        assert measured(within_m=limit).loc[1, "covered_share"] == share


def test_distances_are_of_the_last_column_and_coverage_of_the_first():
    found = measured()
    assert found.loc[0, "nearest_mean_m"] == pytest.approx((40 * 500 + 10 * 1100) / 50)
    assert found.loc[0, "covered_share"] == 80
    # who has one place but no second one is covered, and has no distance to a second
    second = np.where(NEAREST_M == 900, NAN, NEAREST_M)
    second[1, 0] = 900
    assert measured(nearest_m=second).loc[1, ["covered_share", "unreached_people"]].tolist() == [75, 20]


def test_pairs_say_the_same_of_coverage_as_the_nearest_place():
    table = [[d if not math.isnan(d) else 1e9 for d in row] for row in NEAREST_M.tolist()]
    by_pairs = measured(pairs=pairs_of(table, 900), nearest_m=NEAREST_M[:, 1])
    covered = [
        "covered_people",
        "uncovered_people",
        "covered_share",
        "covered_share_500",
        "covered_share_900",
    ]
    pd.testing.assert_frame_equal(by_pairs[covered], measured()[covered])
    nothing = measured(pairs=pairs_of([[]] * 5, 900, 0))
    assert nothing["covered_people"].tolist() == [0, 0, 0]


def test_rates_are_over_those_whose_age_is_known():
    known = measured(demand=DEMAND.assign(age_known=DEMAND["people"] - 10))
    assert known.loc[0, "aging_rate"] == pytest.approx(100 * 50 / 130)
    assert known.loc[0, "children_rate"] == pytest.approx(100 * 15 / 130)
    unknown = measured(demand=DEMAND.assign(age_known=0, people_65=0))
    assert unknown["aging_rate"].isna().all()
    assert unknown.loc[0, "target_rate"] == pytest.approx(100 * 50 / 150)


def test_the_city_is_one_district_with_everybody_and_every_place_once():
    everybody = DEMAND.assign(district=DEMAND["district"].clip(upper=0))
    city = measured(demand=everybody, districts=1, nearest_m=NEAREST_M[:, 0]).loc[0]
    counts = ["people", "target_people", "assets", "supply", "covered_people"]
    assert city[counts].tolist() == [200, 70, 2, 3, 55]
    assert city["aging_rate"] == 35
    assert city["nearest_median_m"] == 100
    assert city["access_mean"] == pytest.approx((40 * 0.03 + 10 * 0.01 + 15 * 0.02) / 70)
    assert measured(
        demand=DEMAND[:0], places=PLACES[:0], nearest_m=NEAREST_M[:0], access=[], districts=0
    ).empty


@pytest.mark.parametrize(
    "changes",
    [
        # a suppressed count is not a zero: it has to be settled before it comes here
        {"demand": DEMAND.assign(people_75=[20, NAN, 9, 5, 7])},
        {"demand": DEMAND.assign(target=-1)},
        {"demand": DEMAND.assign(age_known=NAN)},
        {"demand": DEMAND.assign(district=3)},
        {"demand": DEMAND.assign(district=-2)},
        {"demand": DEMAND.assign(district=NAN)},
        {"places": PLACES.assign(supply=NAN)},
        {"places": PLACES.assign(district=3)},
        {"within_m": -1},
        {"within_m": NAN},
        {"also_within_m": (500, NAN)},
        {"nearest_m": NEAREST_M[:2]},
        {"nearest_m": NEAREST_M[:, :0]},
        {"nearest_m": -NEAREST_M},
        {"nearest_m": np.where(np.isnan(NEAREST_M), np.inf, NEAREST_M)},
        {"access": ACCESS[:2]},
        {"access": [NAN] * 5},
        {"pairs": pairs_of([[1.0]], 900)},
        {"pairs": pairs_of([[1.0]] * 5, 899)},
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(changes):
    with pytest.raises(ValueError):
        measured(**changes)


def test_the_median_is_the_first_value_that_half_of_the_people_do_not_exceed():
    def quantiles(values, people, shares=(0.5, 0.9)):
        group = np.zeros(len(values), dtype=np.int64)
        found = weighted_quantiles(
            group, np.array(values, dtype=float), np.array(people, dtype=float), groups=1, shares=shares
        )
        return [float(each[0]) for each in found]

    assert quantiles([300, 100, 200, 400], [1, 1, 1, 1]) == [200, 400]
    assert quantiles([100, 200, 300], [0.3, 0.3, 0.3]) == [200, 300]
    assert quantiles([100, 200], [90, 10]) == [100, 100]
    assert quantiles([100, 200], [89.9, 10]) == [100, 200]
    # four of eight are a half and nine of ten nine tenths, also where floating point makes them a hair less
    assert quantiles(range(1, 9), [0.7] * 8, shares=(0.5,)) == [4]
    assert quantiles(range(1, 11), [0.3] * 10, shares=(0.9,)) == [9]
    assert quantiles([1, 2], [0.6, 0.6], shares=(0.0, 1.0)) == [1, 2]
    assert quantiles([NAN, 50, 70], [100, 1, 0]) == [50, 50]
    assert np.isnan(quantiles([NAN, 5], [1, 0])).all()


tenths = st.integers(0, 400).map(lambda n: n / 8)
away = st.one_of(st.integers(0, 24).map(lambda n: 50.0 * n), st.just(NAN))


@st.composite
def parts(draw):
    people, share = draw(tenths), draw(st.sampled_from([0, 0.25, 0.5, 1]))
    known = people * draw(st.sampled_from([0.5, 1]))
    near = tuple(sorted(draw(st.lists(away, min_size=2, max_size=2)), key=lambda d: (math.isnan(d), d)))
    access = draw(st.integers(0, 20)) / 1000 if not math.isnan(near[0]) else 0.0
    return Part(
        draw(st.integers(-1, 3)), people, people * share, known / 2, known / 4, known / 8, known, near, access
    )


sites = st.tuples(st.integers(0, 9), st.integers(-1, 3), st.integers(0, 8).map(lambda n: n / 2))
DISTRICTS = 4


def figures(people: list[Part], places, **how) -> pd.DataFrame:
    columns = ["district", "people", "target", "people_65", "people_75", "people_0_14", "age_known"]
    rows = [(p.district, p.people, p.target, p.old, p.late, p.children, p.known) for p in people]
    demand = (
        pd.DataFrame(rows, columns=columns)
        .astype({"district": int})
        .astype(dict.fromkeys(columns[1:], float))
    )
    frame = pd.DataFrame(places, columns=["asset", "district", "supply"]).astype(
        {"district": int, "supply": float}
    )
    given = {
        "districts": DISTRICTS,
        "nearest_m": np.array([p.near for p in people], dtype=float).reshape(len(people), 2),
        "within_m": 500,
        "also_within_m": (300, 800),
        "access": np.array([p.access for p in people], dtype=float),
    }
    return district_measures(demand, frame, **(given | how))


def close(found: pd.DataFrame, expected: dict) -> None:
    for district, row in found.astype(float).to_dict("index").items():
        assert row == pytest.approx(expected[district], nan_ok=True, rel=1e-9, abs=1e-9)


@given(st.lists(parts(), max_size=25), st.lists(sites, max_size=8))
@settings(max_examples=120, deadline=None)
def test_d18_an_independent_plain_computation_says_the_same(people, places):
    close(figures(people, places), oracle.measures(people, places, DISTRICTS, [500, 300, 800]))


@given(st.lists(parts(), min_size=1, max_size=15), st.lists(sites, max_size=6), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_matter(people, places, random):
    mixed = figures(random.sample(people, len(people)), random.sample(places, len(places)))
    close(mixed, figures(people, places).astype(float).to_dict("index"))


@given(st.lists(parts(), min_size=1, max_size=15), st.lists(sites, max_size=6))
@settings(max_examples=60, deadline=None)
def test_people_cut_in_two_rows_are_the_same_people(people, places):
    halves = [
        Part(p.district, p.people / 2, p.target / 2, p.old / 2, p.late / 2, p.children / 2, p.known / 2, p.near, p.access)
        for p in people
        for _ in range(2)
    ]  # fmt: skip
    close(figures(halves, places), figures(people, places).astype(float).to_dict("index"))


@given(
    st.lists(parts(), min_size=1, max_size=15),
    st.lists(sites, max_size=6),
    st.sampled_from([0.001, 3.0, 40.0]),
)
@settings(max_examples=60, deadline=None)
def test_the_unit_of_length_does_not_matter(people, places, factor):
    scaled = figures(
        people,
        places,
        nearest_m=factor * np.array([p.near for p in people]),
        within_m=factor * 500,
        also_within_m=(factor * 300, factor * 800),
    ).rename(columns={f"covered_share_{factor * d:g}": f"covered_share_{d}" for d in (300, 800)})
    for column in ("nearest_mean_m", "nearest_median_m", "nearest_p90_m"):
        scaled[column] /= factor
    close(scaled, figures(people, places).astype(float).to_dict("index"))


@given(st.lists(parts(), max_size=20), st.lists(sites, max_size=6))
@settings(max_examples=60, deadline=None)
def test_districts_add_up_to_the_city_and_more_reach_covers_more(people, places):
    found = figures(people, places)
    assert found["people"].sum() == pytest.approx(sum(p.people for p in people if p.district >= 0))
    assert (found["covered_people"] + found["uncovered_people"]).tolist() == pytest.approx(
        found["target_people"].tolist()
    )
    assert (found["uncovered_people"] >= 0).all()
    told = found[found["target_people"] > 0]
    assert (told["covered_share_300"] <= told["covered_share"] + 1e-9).all()
    assert (told["covered_share"] <= told["covered_share_800"] + 1e-9).all()
