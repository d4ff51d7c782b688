"""The gap score, its ranks and how sure they are: cases worked by hand, an oracle, and what must never change."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.analysis.need import (
    COMPONENTS,
    component_scores,
    composite,
    rank,
    rank_band,
    spread,
    stability,
    verdict,
    worst_quarter,
)
from tests.gisapp.analysis import oracle

NAN = math.nan
MEASURES = pd.DataFrame(
    {
        "uncovered_people": [400.0, 100, 100, 0, 50],
        "covered_share": [20.0, 60, 80, 100, NAN],
        "aging_rate": [25.0, 45, 35, 30, NAN],
    },
    index=list("abcde"),
)


def test_scores_worked_by_hand():
    found = component_scores(MEASURES, ["uncovered_people", "uncovered_share", "aging_rate"])
    assert found.index.tolist() == list("abcde")
    # b and c tie: two below each, and half of one other
    assert found["uncovered_people"].tolist() == [100, 62.5, 62.5, 0, 25]
    # little covered is much need; who is unknown has no place and takes none
    assert found["uncovered_share"].tolist()[:4] == pytest.approx([100, 200 / 3, 100 / 3, 0])
    assert found["aging_rate"].tolist()[:4] == pytest.approx([0, 100, 200 / 3, 100 / 3])
    assert found.loc["e", ["uncovered_share", "aging_rate"]].isna().all()


def test_a_composite_worked_by_hand():
    scores = component_scores(MEASURES, ["uncovered_people", "uncovered_share", "aging_rate"])
    found = composite(scores, {"uncovered_people": 3, "aging_rate": 1, "uncovered_share": 0})
    # e is judged by what is known of it
    assert found.tolist() == pytest.approx([75, (3 * 62.5 + 100) / 4, (3 * 62.5 + 200 / 3) / 4, 25 / 3, 25])
    alone = composite(scores, {"aging_rate": 2})
    assert alone[:4].tolist() == pytest.approx([0, 100, 200 / 3, 100 / 3])
    assert np.isnan(alone[4])


def test_every_component_is_more_for_more_need():
    columns = {column for column, _ in COMPONENTS.values()}
    frame = pd.DataFrame({column: [1.0, 2.0, 3.0] for column in columns})
    found = component_scores(frame)
    for eased in ("uncovered_share", "access_mean"):
        assert found.pop(eased).tolist() == [100, 50, 0]
    assert all(found[name].tolist() == [0, 50, 100] for name in found)
    assert len(found.columns) == 6


def test_a_district_alone_and_equal_districts_are_in_the_middle():
    frame = pd.DataFrame({"aging_rate": [30.0]})
    assert component_scores(frame, ["aging_rate"])["aging_rate"].tolist() == [50]
    same = component_scores(pd.DataFrame({"aging_rate": [30.0, 30, 30, NAN]}), ["aging_rate"])["aging_rate"]
    assert same.tolist()[:3] == [50, 50, 50]
    assert component_scores(frame[:0], ["aging_rate"]).empty
    nothing = component_scores(pd.DataFrame({"uncovered_people": [0.0, 0.0]}), ["uncovered_people"])
    assert nothing["uncovered_people"].tolist() == [50, 50]


def test_the_noise_of_adding_up_does_not_tell_districts_apart():
    frame = pd.DataFrame({"aging_rate": [0.1 + 0.2, 0.3], "access_mean": [3e-7, 2.9e-7]})
    found = component_scores(frame, ["aging_rate", "access_mean"])
    assert found["aging_rate"].tolist() == [50, 50]
    # small but not the same
    assert found["access_mean"].tolist() == [0, 100]


def ranked(score, uncovered=None, aging=None):
    score = np.asarray(score, dtype=float)
    uncovered = np.zeros(score.shape) if uncovered is None else uncovered
    return rank(
        score, uncovered_people=uncovered, aging_rate=np.zeros(score.shape) if aging is None else aging
    )


def test_rank_one_is_most_in_need_and_null_has_no_rank():
    assert ranked([10, 90, NAN, 50])[[0, 1, 3]].tolist() == [3, 1, 2]
    assert np.isnan(ranked([10, 90, NAN, 50])[2])
    assert ranked([]).tolist() == []


def test_ties_go_to_more_people_then_older_then_the_earlier():
    scores = [50, 50, 50, 50, 50]
    assert ranked(scores, [1, 9, 5, 5, 5], [9, 0, 30, 40, 30]).tolist() == [5, 1, 3, 2, 4]
    assert ranked(scores[:3], [5, 5, 5], [NAN, 20, NAN]).tolist() == [2, 1, 3]
    # noise breaks no tie
    assert ranked([50 + 1e-12, 50, 50], [0.3, 0.1 + 0.2, 0.3], [30, 30, 30 + 1e-12]).tolist() == [1, 2, 3]


def test_each_setting_is_ranked_by_itself():
    found = rank([[1, 2, 3], [3, 3, NAN]], uncovered_people=[[0, 0, 0], [1, 2, 3]], aging_rate=[30, 30, 30])
    assert found[0].tolist() == [3, 2, 1]
    assert found[1, :2].tolist() == [2, 1]
    assert np.isnan(found[1, 2])


def test_the_worst_quarter_is_rounded_up_and_holds_somebody_out_of_reach():
    places = [1.0, 2, 3, 4, 5, NAN]
    # five are ranked: two make a quarter
    assert worst_quarter(places, uncovered_people=[9] * 6).tolist() == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    some = worst_quarter(places, uncovered_people=[0.9, 1.0, 9, 9, 9, 9])
    assert some.tolist() == [False, True, False, False, False, False]
    assert worst_quarter([], uncovered_people=[]).tolist() == []


def test_stability_is_the_share_of_settings_in_the_worst_quarter():
    scores = [[90, 50, 10, 20, NAN], [90, 95, 10, 20, NAN], [90, 50, 10, 95, NAN], [90, 50, 10, NAN, NAN]]
    people = np.full((4, 5), 10.0)
    found = stability(scores, uncovered_people=people, aging_rate=[30.0] * 5)
    # the fourth has a score in three settings only
    assert found[:4].tolist() == [0.5, 0.25, 0, 1 / 3]
    assert np.isnan(found[4])
    people[0, 0] = 0
    assert stability(scores, uncovered_people=people, aging_rate=[30.0] * 5)[0] == 0.25


def test_stability_needs_settings():
    for scores in ([], [1.0, 2.0], np.empty((0, 3))):
        with pytest.raises(ValueError):
            stability(scores, uncovered_people=scores, aging_rate=[0.0] * 3)


@pytest.mark.parametrize(
    ("share", "sure", "said"),
    [
        (1.0, 0.8, "robust_gap"),
        (0.8, 0.8, "robust_gap"),
        (0.79, 0.8, "depends"),
        (0.21, 0.8, "depends"),
        # 1 - 0.8 is a hair below 0.2
        (0.2, 0.8, "robust_no_gap"),
        (0.0, 0.8, "robust_no_gap"),
        (0.99, 1, "depends"),
        (1.0, 1, "robust_gap"),
        (NAN, 0.8, None),
    ],
)
def test_verdicts(share, sure, said):
    assert verdict(share, sure=sure) == said


@pytest.mark.parametrize("sure", [0.5, 1.01, NAN])
def test_a_verdict_must_be_sure_of_more_than_half(sure):
    with pytest.raises(ValueError):
        verdict(0.5, sure=sure)


def test_spread_of_ranks():
    best, worst = spread([[1, 2, NAN], [3, 1, NAN], [2, NAN, NAN]])
    assert best[:2].tolist() == [1, 1]
    assert worst[:2].tolist() == [3, 2]
    assert np.isnan([best[2], worst[2]]).all()


def test_a_place_that_rests_on_one_component_has_a_wide_band():
    scores = pd.DataFrame(
        {"uncovered_people": [100.0, 60, 0], "aging_rate": [0.0, 60, 100], "late_rate": [50.0, 60, 0]}
    )
    same = {"uncovered_people": [9, 9, 9], "aging_rate": [30, 30, 30]}
    best, worst = rank_band(scores, {"uncovered_people": 1, "aging_rate": 1, "late_rate": 0}, **same)
    # together 50, 60, 50; by the first 1, 2, 3; by the second 3, 2, 1
    assert best.tolist() == [1, 1, 1]
    assert worst.tolist() == [3, 2, 3]
    one = rank_band(scores, {"late_rate": 5, "aging_rate": 0}, **same)
    assert [each.tolist() for each in one] == [[2, 1, 3], [2, 1, 3]]


@pytest.mark.parametrize(
    "misuse",
    [
        lambda: component_scores(MEASURES, ["income"]),
        lambda: component_scores(MEASURES, ["access_mean"]),
        lambda: composite(MEASURES, {"aging_rate": 0}),
        lambda: composite(MEASURES, {}),
        lambda: composite(MEASURES, {"aging_rate": 1, "covered_share": -1}),
        lambda: composite(MEASURES, {"aging_rate": NAN}),
        lambda: composite(MEASURES, {"aging_rate": math.inf}),
        lambda: composite(MEASURES, {"late_rate": 1}),
    ],
)
def test_what_cannot_be_answered_is_refused(misuse):
    with pytest.raises(ValueError):
        misuse()


figures = st.lists(st.one_of(st.integers(0, 12).map(float), st.just(NAN)), min_size=1, max_size=20)


@given(figures)
def test_scores_agree_with_counting(values):
    frame = pd.DataFrame({"aging_rate": values, "covered_share": values})
    found = component_scores(frame, ["aging_rate", "uncovered_share"])
    assert found["aging_rate"].tolist() == pytest.approx(oracle.place(values, True), nan_ok=True)
    assert found["uncovered_share"].tolist() == pytest.approx(oracle.place(values, False), nan_ok=True)


@given(figures, st.floats(0.01, 1000), st.randoms())
def test_neither_unit_nor_order_matters(values, factor, random):
    plain = component_scores(pd.DataFrame({"nearest_mean_m": values}), ["nearest_mean_m"])["nearest_mean_m"]
    scaled = component_scores(
        pd.DataFrame({"nearest_mean_m": [factor * v for v in values]}), ["nearest_mean_m"]
    )
    assert scaled["nearest_mean_m"].tolist() == pytest.approx(plain.tolist(), nan_ok=True)
    order = random.sample(range(len(values)), len(values))
    mixed = component_scores(pd.DataFrame({"nearest_mean_m": [values[i] for i in order]}), ["nearest_mean_m"])
    assert mixed["nearest_mean_m"].tolist() == pytest.approx([plain[i] for i in order], nan_ok=True)


rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=20)


@given(rows)
def test_ranks_are_those_of_a_plain_sort(rows):
    score, uncovered, aging = np.array(rows, dtype=float).T
    order = sorted(range(len(rows)), key=lambda i: (-score[i], -uncovered[i], -aging[i], i))
    found = rank(score, uncovered_people=uncovered, aging_rate=aging)
    assert [int(found[i]) for i in order] == list(range(1, len(rows) + 1))


@given(st.lists(figures, min_size=1, max_size=3), st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_a_composite_is_a_mean_of_what_is_known(columns, weights):
    many = min(len(column) for column in columns)
    names = list(COMPONENTS)[: len(columns)]
    scores = pd.DataFrame({name: column[:many] for name, column in zip(names, columns, strict=True)})
    used = dict(zip(names, weights, strict=False))
    if not any(used.values()):
        used[names[0]] = 1
    for number, found in enumerate(composite(scores, used)):
        known = [(scores[n][number], w) for n, w in used.items() if w and not math.isnan(scores[n][number])]
        if known:
            assert found == pytest.approx(sum(s * w for s, w in known) / sum(w for _, w in known))
        else:
            assert math.isnan(found)
