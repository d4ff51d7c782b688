"""Holds how people of any ages are counted out of brackets, against people counted one by one."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.ages import Bracket, age_known, bracket_frame, target_counts
from gisapp.analysis.brackets import tiling

FIVES: list[Bracket] = [("t", low, low + 4) for low in range(0, 75, 5)]
SMALL_AREA: list[Bracket] = [
    ("t", 0, None),
    *FIVES,
    ("t", 0, 14),
    ("t", 15, 64),
    ("t", 65, None),
    ("t", 75, None),
]
MESH: list[Bracket] = [("t", 0, None), ("t", 0, 14), ("t", 15, 64), ("t", 65, None), ("t", 75, None)]
OLDEST = 110


def counted(people: list[float], brackets: list[Bracket]) -> list[float]:
    """People by single year of age → the counts of brackets."""
    return [sum(people[low : OLDEST + 1 if high is None else high + 1]) for _, low, high in brackets]


def in_years(people: list[float], low: int, high: int | None) -> float:
    return sum(people[age] for age in range(len(people)) if low <= age and (high is None or age <= high))


def one(values: list[float], brackets: list[Bracket], low: int, high: int | None) -> tuple[float, bool]:
    counts, exact = target_counts(bracket_frame([values], brackets), age_from=low, age_to=high)
    return float(counts.iloc[0]), exact


def drawn(seed: int) -> list[float]:
    chance = random.Random(seed)
    return [float(chance.randint(0, 50)) for _ in range(OLDEST + 1)]


lives = st.integers(0, 2**32).map(drawn)


@pytest.mark.parametrize("brackets", [SMALL_AREA, MESH, [*FIVES, ("t", 75, None)]])
@settings(max_examples=40, deadline=None)
@given(people=lives)
def test_ages_that_end_where_brackets_do_are_exact(brackets: list[Bracket], people: list[float]) -> None:
    values = counted(people, brackets)
    edges = sorted({low for _, low, _ in brackets})
    for low in edges:
        for high in [*(edge - 1 for edge in edges if edge > low), None]:
            assert one(values, brackets, low, high) == (in_years(people, low, high), True)


@settings(max_examples=40, deadline=None)
@given(people=lives, low=st.integers(0, 74), high=st.integers(0, 74))
def test_a_cut_bracket_is_spread_evenly_over_its_years(people: list[float], low: int, high: int) -> None:
    low, high = min(low, high), max(low, high)
    even = [sum(people[age // 5 * 5 : age // 5 * 5 + 5]) / 5 for age in range(75)]
    found, exact = one(counted(people, SMALL_AREA), SMALL_AREA, low, high)
    assert found == pytest.approx(in_years(even, low, high))
    assert exact == ((low % 5 == 0 and (high + 1) % 5 == 0) or (low, high) in ((0, 14), (15, 64)))


@settings(max_examples=40, deadline=None)
@given(people=lives, chosen=st.sets(st.integers(1, 100), min_size=1), low=st.integers(0, 100))
def test_complementary_ages_add_up_to_those_of_known_age(
    people: list[float], chosen: set[int], low: int
) -> None:
    edges = [0, *sorted(chosen)]
    brackets: list[Bracket] = [("t", a, b - 1) for a, b in itertools.pairwise(edges)] + [
        ("t", edges[-1], None)
    ]
    frame = bracket_frame([counted(people, brackets)], brackets)
    assert age_known(frame).iloc[0] == pytest.approx(sum(people))
    if 0 < low <= edges[-1]:
        below, _ = target_counts(frame, age_from=0, age_to=low - 1)
        above, _ = target_counts(frame, age_from=low, age_to=None)
        assert below.iloc[0] + above.iloc[0] == pytest.approx(sum(people))


def test_hand_counted() -> None:
    fives = [*(10.0 * n for n in range(1, 16)), 70.0]
    brackets: list[Bracket] = [*FIVES, ("t", 75, None)]
    assert one(fives, brackets, 0, 5) == (10 + 20 / 5, False)
    assert one(fives, brackets, 6, 14) == (20 * 4 / 5 + 30, False)
    assert one(fives, brackets, 0, 14) == (60, True)
    assert one(fives, brackets, 65, None) == (140 + 150 + 70, True)
    assert one([100, 30, 40, 25, 12], MESH, 0, 5) == (30 * 6 / 15, False)
    assert one([100, 30, 40, 25, 12], MESH, 65, 74) == (13, True)
    assert one([100, 30, 40, 25, 12], MESH, 70, None) == (12 + 13 / 2, False)


def test_the_published_group_is_taken_before_a_sum_and_the_total_is_never_taken_apart() -> None:
    """Census groups may differ from their parts by people of unknown age: what was published counts."""
    brackets: list[Bracket] = [
        ("t", 0, None),
        ("t", 0, 14),
        ("t", 15, 64),
        ("t", 65, None),
        ("t", 65, 74),
        ("t", 75, None),
    ]
    values = [110.0, 30, 40, 25, 12, 12]
    assert one(values, brackets, 65, None) == (25, True)
    assert one(values, brackets, 0, None) == (110, True)
    assert age_known(bracket_frame([values], brackets)).iloc[0] == 95
    with pytest.raises(ValueError, match="can't tell"):
        one([100, 25], [("t", 0, None), ("t", 65, None)], 0, 64)


@pytest.mark.parametrize(("low", "high"), [(85, None), (80, 84), (70, 80)])
def test_an_open_bracket_cannot_be_cut(low: int, high: int | None) -> None:
    with pytest.raises(ValueError, match="can't tell"):
        one([100, 30, 40, 25, 12], MESH, low, high)


def test_without_ages_nothing_but_everybody_is_told() -> None:
    frame = bracket_frame([[100.0]], [("t", 0, None)])
    assert target_counts(frame, age_from=0, age_to=None)[0].tolist() == [100]
    with pytest.raises(ValueError):
        target_counts(frame, age_from=65, age_to=None)
    with pytest.raises(ValueError, match="can't tell"):
        age_known(frame)


@pytest.mark.parametrize(("low", "high", "sex"), [(-1, 4, "t"), (10, 5, "t"), (0, 4, "x")])
def test_misuse_is_told(low: int, high: int, sex: str) -> None:
    with pytest.raises(ValueError):
        target_counts(bracket_frame([[1.0]], [("t", 0, None)]), age_from=low, age_to=high, sex=sex)


def test_suppressed_is_null_never_nothing_and_another_exact_way_is_taken() -> None:
    nan = math.nan
    brackets: list[Bracket] = [
        ("t", 0, None),
        ("t", 0, 14),
        ("t", 15, 64),
        ("t", 65, None),
        ("t", 65, 74),
        ("t", 75, None),
    ]
    rows = [
        [3.0, nan, nan, nan, nan, nan],
        [95.0, 30, 40, nan, 13, 12],
        [95.0, 30, 40, 25, nan, 12],
        [0.0, 0, 0, 0, 0, 0],
    ]
    frame = bracket_frame(rows, brackets)
    old, exact = target_counts(frame, age_from=65, age_to=None)
    assert exact
    np.testing.assert_array_equal(old, [nan, 25, 25, 0])
    np.testing.assert_array_equal(target_counts(frame, age_from=65, age_to=74)[0], [nan, 13, 13, 0])
    np.testing.assert_array_equal(age_known(frame), [nan, 95, 95, 0])
    np.testing.assert_array_equal(target_counts(frame, age_from=0, age_to=None)[0], [3, 95, 95, 0])


def test_an_exact_count_that_is_suppressed_is_not_guessed_from_a_wider_one() -> None:
    frame = bracket_frame([[math.nan, math.nan, 30.0]], [("t", 0, 4), ("t", 5, 14), ("t", 0, 14)])
    assert target_counts(frame, age_from=0, age_to=4)[0].isna().all()


def test_both_sexes_are_men_and_women_where_nobody_has_added_them() -> None:
    frame = bracket_frame(
        [[10.0, 20.0, 3.0, math.nan]], [("m", 0, 64), ("f", 0, 64), ("m", 65, None), ("f", 65, None)]
    )
    assert target_counts(frame, age_from=0, age_to=64)[0].tolist() == [30]
    assert target_counts(frame, age_from=0, age_to=64, sex="f")[0].tolist() == [20]
    assert target_counts(frame, age_from=65, age_to=None)[0].isna().all()
    assert target_counts(frame, age_from=0, age_to=None, sex="m")[0].tolist() == [13]


def test_the_order_of_columns_and_rows_is_nothing() -> None:
    rows = [[100.0, 30, 40, 25, 12], [50.0, 10, 30, 10, 5]]
    frame = bracket_frame(rows, MESH)
    turned = frame.iloc[::-1, ::-1]
    counts, _ = target_counts(frame, age_from=6, age_to=74)
    again, _ = target_counts(turned, age_from=6, age_to=74)
    assert again.sort_index().tolist() == pytest.approx(counts.tolist())


def test_the_finest_ages_that_several_tables_share() -> None:
    mesh = [(0, 14), (15, 64), (65, None), (75, None), (80, None), (0, None)]
    fives = [each[1:] for each in FIVES] + [(75, None), (0, None)]
    assert tiling(mesh) == ((0, 14), (15, 64), (65, 74), (75, 79), (80, None))
    assert tiling(mesh, fives) == ((0, 14), (15, 64), (65, 74), (75, None))
    assert tiling(mesh, [(0, None)]) == ()
