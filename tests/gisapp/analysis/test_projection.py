"""Holds how people are carried to later years, against people carried one cohort after another by hand."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.ages import Bracket, age_known, bracket_frame, target_counts
from gisapp.analysis.cohorts import can_follow, follow_cohorts
from gisapp.analysis.projection import Projected, grown_like, scaled_to

Counts = dict[tuple[str, int], float]
BROAD: list[Bracket] = [("t", 0, 14), ("t", 15, 64), ("t", 65, 74), ("t", 75, None)]


def fives(top: int, sexes: str = "mf") -> list[Bracket]:
    return [(sex, low, low + 4 if low < top else None) for sex in sexes for low in range(0, top + 1, 5)]


def old(frame: pd.DataFrame, age: int = 65) -> pd.Series:
    return target_counts(frame, age_from=age, age_to=None)[0]


def everybody(frame: pd.DataFrame) -> pd.Series:
    return target_counts(frame, age_from=0, age_to=None)[0]


def drawn(seed: int, units: int, top: int, *, most: int = 60) -> pd.DataFrame:
    chance = random.Random(seed)
    brackets = fives(top)
    return bracket_frame([[float(chance.randint(0, most)) for _ in brackets] for _ in range(units)], brackets)


# By group


def test_groups_by_hand() -> None:
    """Two units, one of them half outside: the city's 65–74 are 10 + 20 ÷ 2 = 20, and are to be 30."""
    people = bracket_frame([[30, 50, 10, 5], [40, 60, 20, 5]], BROAD)
    whole = bracket_frame([[25, 80, 30, 15]], BROAD)
    made = scaled_to(people, whole, share=[1, 0.5])
    assert made.factors == {
        ("t", 0, 14): 0.5, ("t", 15, 64): 1.0, ("t", 65, 74): 1.5, ("t", 75, None): 2.0
    }  # fmt: skip
    assert target_counts(made.brackets, age_from=65, age_to=74)[0].tolist() == [15, 30]
    assert old(made.brackets).tolist() == [25, 40]
    assert everybody(made.brackets).tolist() == [15 + 50 + 25, 20 + 60 + 40]
    assert made.unplaced == 0


def test_nested_groups_stay_nested() -> None:
    """A mesh tells 65+, 75+ and 80+: each ring of ages is scaled by itself, so that none outgrows another."""
    brackets: list[Bracket] = [
        ("t", 0, None),
        ("t", 0, 14),
        ("t", 15, 64),
        ("t", 65, None),
        ("t", 75, None),
        ("t", 80, None),
    ]
    people = bracket_frame([[100, 10, 50, 40, 20, 5], [50, 5, 25, 20, 18, 17]], brackets)
    whole = bracket_frame([[*([8.0] * 13), 30, 25, 20, 15, 40]], fives(85, "t"))
    made = scaled_to(people, whole, share=[1, 1])
    assert old(made.brackets).sum() == pytest.approx(130)
    assert old(made.brackets, 75).sum() == pytest.approx(75)
    assert old(made.brackets, 80).sum() == pytest.approx(55)
    assert (old(made.brackets, 80) <= old(made.brackets, 75)).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), units=st.integers(1, 6))
def test_the_sum_over_units_is_the_whole_in_every_group_whatever_the_order(seed: int, units: int) -> None:
    people, whole = drawn(seed, units, 75), drawn(seed + 1, 1, 95, most=500)
    share = [random.Random(seed + n).choice([0.0, 0.25, 1.0]) for n in range(units)]
    made = scaled_to(people, whole, share=share)
    lost = 0.0
    for sex, low, high in fives(75):
        goal = float(target_counts(whole, age_from=low, age_to=high, sex=sex)[0].iloc[0])
        told = float((target_counts(made.brackets, age_from=low, age_to=high, sex=sex)[0] * share).sum())
        start = float((target_counts(people, age_from=low, age_to=high, sex=sex)[0] * share).sum())
        assert told == pytest.approx(goal if start else 0)
        lost += 0 if start else goal
    assert made.unplaced == pytest.approx(lost)
    turned = scaled_to(people.iloc[::-1], whole, share=share[::-1])
    pd.testing.assert_frame_equal(turned.brackets.iloc[::-1], made.brackets)


def test_nobody_stays_nobody_and_unknown_stays_unknown() -> None:
    people = bracket_frame([[0, 0, 0, 0], [10, 20, math.nan, 5], [10, 20, 30, 0]], BROAD)
    made = scaled_to(people, bracket_frame([[40, 40, 60, 10]], BROAD), share=[1, 1, 1])
    assert everybody(made.brackets).tolist()[0] == 0
    assert made.brackets.iloc[1].isna().any()
    assert math.isnan(everybody(made.brackets).iloc[1])
    assert target_counts(made.brackets, age_from=65, age_to=74)[0].tolist()[2] == 60, (
        "known units hold the whole"
    )


def test_people_of_ages_that_nobody_has_are_told() -> None:
    people = bracket_frame([[10, 20, 0, 5]], BROAD)
    assert scaled_to(people, bracket_frame([[10, 20, 7, 5]], BROAD), share=[1]).unplaced == 7


def test_groups_grow_as_elsewhere_and_unknown_ages_as_everybody() -> None:
    brackets: list[Bracket] = [("t", 0, None), *BROAD]
    people = bracket_frame([[105, 10, 50, 30, 10]], brackets)
    then, now = bracket_frame([[100, 500, 200, 200]], BROAD), bracket_frame([[50, 400, 200, 350]], BROAD)
    made = grown_like(people, then=then, now=now)
    assert made.factors == {("t", 0, 14): 0.5, ("t", 15, 64): 0.8, ("t", 65, 74): 1.0, ("t", 75, None): 1.75}
    assert old(made.brackets).tolist() == [30 + 17.5]
    assert age_known(made.brackets).tolist() == [5 + 40 + 30 + 17.5]
    assert everybody(made.brackets).tolist() == [5 + 40 + 30 + 17.5 + 5 * 1.0]


def test_frames_without_shared_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="share no age groups"):
        scaled_to(bracket_frame([[1.0]], [("t", 65, None)]), bracket_frame([[1.0] * 4], BROAD), share=[1])


# By cohort


def by_hand(
    units: list[Counts], reference: Mapping[int, Counts], years: list[int], share: list[float] | None
) -> list[Counts]:
    """Everybody five years older, one cohort of one unit after another."""
    for before, after in itertools.pairwise(years):
        limit = max(age for _, age in reference[after])
        moved: list[Counts] = []
        for unit in units:
            new: Counts = {}
            for (sex, age), people in unit.items():
                new[sex, min(age + 5, limit)] = new.get((sex, min(age + 5, limit)), 0.0) + people
            moved.append(new)
        top = max(age for _, age in moved[0])
        for sex, age in list(moved[0]):
            goal = sum(
                p
                for (s, a), p in reference[after].items()
                if s == sex and (a == age or (age == top and a > age))
            )
            if share is not None:
                basis = sum(unit[sex, age] * part for unit, part in zip(moved, share, strict=True))
            else:
                was = reference[before]
                basis = sum(
                    p
                    for (s, a), p in was.items()
                    if s == sex and (min(a + 5, limit) == age or (age == top and a + 5 > age))
                )
            for unit in moved:
                unit[sex, age] *= goal / basis if basis else 1.0
        for unit in moved:
            unit["mothers", 0] = sum(unit["f", age] for age in range(15, 50, 5))
        if share is not None:
            mothers = sum(unit["mothers", 0] * part for unit, part in zip(moved, share, strict=True))
        else:
            mothers = sum(reference[after]["f", age] for age in range(15, 50, 5))
        for unit in moved:
            for sex in "mf":
                unit[sex, 0] = unit["mothers", 0] * reference[after][sex, 0] / mothers
            del unit["mothers", 0]
        units = moved
    return units


def as_counts(frame: pd.DataFrame, top: int) -> list[Counts]:
    def one(row: int, bracket: Bracket) -> float:
        sex, low, high = bracket
        counts, _ = target_counts(frame.iloc[[row]], age_from=low, age_to=high, sex=sex)
        return float(counts.iloc[0])

    return [{each[:2]: one(row, each) for each in fives(top)} for row in range(len(frame))]


@pytest.mark.parametrize("controlled", [True, False])
@pytest.mark.parametrize("top", [65, 75, 95])
@pytest.mark.parametrize("year", [2025, 2040])
def test_cohorts_against_hand(controlled: bool, top: int, year: int) -> None:
    people = drawn(top + year, 3, top)
    years = list(range(2020, year + 1, 5))
    reference = {each: drawn(each, 1, 95, most=900) for each in years}
    share = [1.0, 0.5, 0.0] if controlled else None
    made = follow_cohorts(people, reference, start=2020, year=year, share=share)
    later = min(95, top + year - 2020)
    expected = by_hand(
        as_counts(people, top), {y: as_counts(f, 95)[0] for y, f in reference.items()}, years, share
    )
    for found, wanted in zip(as_counts(made.brackets, later), expected, strict=True):
        assert found == pytest.approx(wanted)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), units=st.integers(1, 5))
def test_each_cohort_of_the_city_is_the_municipal_figure(seed: int, units: int) -> None:
    people = drawn(seed, units, 75) + 1.0
    reference = {year: drawn(seed + year, 1, 95, most=900) + 1.0 for year in (2025, 2030, 2035, 2040)}
    share = [random.Random(seed + n).choice([0.5, 1.0]) for n in range(units)]
    made = follow_cohorts(people, reference, start=2020, year=2040, share=share)
    whole = reference[2040]
    for sex, low, high in fives(95):
        told = (target_counts(made.brackets, age_from=low, age_to=high, sex=sex)[0] * share).sum()
        goal = target_counts(whole, age_from=low, age_to=high, sex=sex)[0].iloc[0]
        assert told == pytest.approx(goal)
    assert made.unplaced == 0
    turned = follow_cohorts(people.iloc[::-1], reference, start=2020, year=2040, share=share[::-1])
    pd.testing.assert_frame_equal(turned.brackets.iloc[::-1], made.brackets)


def test_a_town_of_nobody_stays_empty_and_an_unknown_one_unknown() -> None:
    people = drawn(1, 3, 75)
    people.iloc[0] = 0.0
    people.iloc[1, 3] = math.nan
    reference = {year: drawn(year, 1, 95, most=900) for year in (2025, 2030)}
    made = follow_cohorts(people, reference, start=2020, year=2030, share=[1, 1, 1])
    assert (made.brackets.iloc[0] == 0).all()
    assert math.isnan(everybody(made.brackets).iloc[1])
    grown = [target_counts(f, age_from=25, age_to=29, sex="m")[0] for f in (made.brackets, reference[2030])]
    assert grown[0].iloc[2] == pytest.approx(grown[1].iloc[0]), "those who are known hold the whole cohort"


def test_without_sexes_children_follow_the_people_of_15_to_49() -> None:
    brackets = fives(75, "t")
    people = bracket_frame([[10.0] * 16, [20.0] * 16], brackets)
    reference = {year: bracket_frame([[100.0] * 20], fives(95, "t")) for year in (2020, 2025)}
    made = follow_cohorts(people, reference, start=2020, year=2025)
    youngest, _ = target_counts(made.brackets, age_from=0, age_to=4)
    assert youngest.tolist() == pytest.approx([7 * 10 * 100 / 700, 7 * 20 * 100 / 700])
    open_end, _ = target_counts(made.brackets, age_from=80, age_to=None)
    # 75 and over are five cohorts of the reference, which become four and the open end of one.
    assert open_end.tolist() == pytest.approx([10 * 400 / 500, 20 * 400 / 500])


@pytest.mark.parametrize(
    ("start", "year", "known", "top"),
    [
        (2020, 2040, (2025, 2030, 2040), 75),
        (2020, 2023, (2023,), 75),
        (2020, 2020, (2020,), 75),
        (2020, 2025, (2025,), 60),
    ],
)
def test_what_cannot_be_followed(start: int, year: int, known: tuple[int, ...], top: int) -> None:
    reference = {each: drawn(each, 1, 95) for each in known}
    people = drawn(1, 2, top)
    assert not can_follow(people, reference, start=start, year=year, alone=False)
    with pytest.raises(ValueError, match="cohorts"):
        follow_cohorts(people, reference, start=start, year=year, share=[1, 1])


def test_broad_groups_are_no_cohorts() -> None:
    reference = {2025: drawn(1, 1, 95)}
    assert not can_follow(bracket_frame([[1.0] * 4], BROAD), reference, start=2020, year=2025, alone=False)
    assert can_follow(drawn(1, 1, 75), reference, start=2020, year=2025, alone=False)
    assert not can_follow(drawn(1, 1, 75), reference, start=2020, year=2025, alone=True)


# 見本: a city of 363,573 people (30.72 % of them 65 and over) whose older people are most about 2025, while the
# rate goes on rising to 36.4 % in 2040, because the younger ones become fewer still. People in hundreds of a
# made-up table, by five-year ages of both sexes.

_YOUNG, _MIDDLE = 3, 10
MIHON = {
    # year: (everybody, 65 and over)
    2020: (363_573, 111_690),
    2025: (349_800, 113_000),
    2030: (333_000, 112_400),
    2035: (315_900, 111_500),
    2040: (298_000, 108_472),
}


def mihon(year: int) -> pd.DataFrame:
    """Twenty five-year ages that add up to the table: the young taper off, the old shrink with age."""
    people, aged = MIHON[year]
    weights = [0.7, 0.75, 0.8, *([1.0] * _MIDDLE)]
    olds = [1.0, 1.05, 0.9, 0.7, 0.45, 0.2, 0.08]
    young = [(people - aged) * each / sum(weights) for each in weights]
    return bracket_frame([[*young, *(aged * each / sum(olds) for each in olds)]], fives(95, "t"))


def test_older_people_may_become_fewer_while_their_rate_rises() -> None:
    shares = np.array([0.5, 0.3, 0.2])
    towns = (
        mihon(2020).to_numpy()
        * shares[:, None]
        * np.array([np.linspace(1, 1, 20), np.linspace(1.4, 0.6, 20), np.linspace(0.4, 1.6, 20)])
    )
    towns *= mihon(2020).to_numpy() / towns.sum(axis=0)
    start = bracket_frame(towns, fives(95, "t"))
    reference = {year: mihon(year) for year in MIHON}
    told: dict[int, tuple[float, float]] = {2020: (old(start).sum(), everybody(start).sum())}
    for year in (2025, 2030, 2035, 2040):
        made = follow_cohorts(start, reference, start=2020, year=year, share=[1, 1, 1])
        told[year] = (old(made.brackets).sum(), everybody(made.brackets).sum())
    rates = {year: 100 * aged / people for year, (aged, people) in told.items()}
    assert rates[2020] == pytest.approx(30.72, abs=0.005)
    assert rates[2040] == pytest.approx(36.4, abs=0.005)
    assert sorted(rates.values()) == list(rates.values())
    assert max(told, key=lambda year: told[year][0]) == 2025, "the count is at its highest long before 2040"
    assert told[2040][0] < told[2020][0]
    assert told[2040][1] == pytest.approx(298_000)


def test_projected_is_a_frame_of_the_same_units() -> None:
    people = drawn(3, 4, 75)
    people.index = pd.Index([7, 5, 3, 1])
    made = scaled_to(people, drawn(4, 1, 95), share=[1] * 4)
    assert isinstance(made, Projected)
    assert made.brackets.index.tolist() == [7, 5, 3, 1]
