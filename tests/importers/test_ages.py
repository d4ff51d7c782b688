"""Holds ages and figures: titles, the four states of a figure, sums that must hold, days in titles and names."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers._people.ages import (
    EVERYBODY,
    UNKNOWN_AGE,
    Ages,
    ages_of,
    faults,
    is_missing,
    is_total,
    plain,
    read_figure,
    sex_of,
    tiles,
    with_groups,
)  # fmt: skip
from importers._people.survey_day import named_day, written_day
from importers._people.whole_people import running_whole, share_out

FIVES = [(age, age + 4) for age in range(0, 100, 5)] + [(100, None)]


@pytest.mark.parametrize(
    ("title", "sex", "ages"),
    [
        ("0～ 4歳", None, (0, 4)),
        ("5～ 9", None, (5, 9)),
        ("100歳\n以上", None, (100, None)),
        ("95歳～", None, (95, None)),
        ("０歳以上５歳未満", None, (0, 4)),
        ("15歳未満", None, (0, 14)),
        ("12歳", None, (12, 12)),
        ("65歳から69歳", None, (65, 69)),
        ("0-4歳の男性", "m", (0, 4)),
        ("85歳以上の女性", "f", (85, None)),
        ("男０～４歳", "m", (0, 4)),
        ("生産年齢  人    口", None, (15, 64)),
        ("後期高齢者人口", None, (75, None)),
        ("年齢不詳の男性", "m", UNKNOWN_AGE),
        ("平均年齢", None, None),
        ("65歳以上割合", None, None),
        ("６５歳以上世帯数", None, None),
        ("男女別", None, None),
        ("男女計", "t", None),
    ],
)  # fmt: skip
def test_titles_tell_sex_and_ages(title: str, sex: str | None, ages: Ages | None) -> None:
    assert (sex_of(plain(title)), ages_of(plain(title))) == (sex, ages)


def test_titles_of_everybody() -> None:
    for title in ("人口", "総人口", "人口総数", "総数", "計", "合計", "男", "女性", "男の人口", "人口（人）"):
        assert is_total(plain(title)), title
    for title in ("", "世帯数", "外国人人口", "町名", "人口密度", "0～4歳"):
        assert not is_total(plain(title)), title


@pytest.mark.parametrize("cell", ["x", "X", "ｘ", "*", "＊", "秘匿"])
def test_c7_hidden_is_none(cell: str) -> None:
    assert not is_missing(cell)
    assert read_figure(cell) is None


@pytest.mark.parametrize("cell", ["-", "－", "―", "‐", "ー", "0", "０"])
def test_c7_none_is_zero(cell: str) -> None:
    assert not is_missing(cell)
    assert read_figure(cell) == 0


@pytest.mark.parametrize("cell", ["", "　", "…", "･･･", "***"])
def test_c7_missing_is_neither(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["-5", "△5", "1.5", "1_000", "nan", "男", "12,34"])
def test_c4_c5_what_is_no_number_of_people(cell: str) -> None:
    assert not is_missing(cell)
    with pytest.raises(ValueError):
        read_figure(cell)


def test_figures_as_tables_write_them() -> None:
    assert [read_figure(cell) for cell in ("1,234", "１２", " 5 ", "12人", "7.0")] == [1234, 12, 5, 12, 7]


def test_tiles_take_the_finest_brackets() -> None:
    found = frozenset([*FIVES, (0, 14), (65, None), EVERYBODY])
    assert tiles(found, (0, 14)) == ((0, 4), (5, 9), (10, 14))
    assert tiles(found, (100, None)) == ((100, None),)
    assert tiles(frozenset([(0, 14), (20, None)]), EVERYBODY) is None
    assert tiles(frozenset([(0, 14), (15, 64), (65, None)]), (75, None)) is None


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.data())
def test_groups_are_the_sums_of_their_ages(steps: list[int], data: st.DataObject) -> None:
    starts = [0]
    for step in steps:
        starts.append(starts[-1] + step)
    ages: list[Ages] = [(a, b - 1) for a, b in pairwise(starts)] + [(starts[-1], None)]
    figures = data.draw(st.lists(st.integers(0, 500), min_size=len(ages), max_size=len(ages)))
    counts = {("t", *each): figure for each, figure in zip(ages, figures, strict=True)}
    full = with_groups(counts)
    assert full["t", 0, None] == sum(figures)
    for low, high in ((0, 14), (15, 64), (65, None), (75, None)):
        if ("t", low, high) in full:
            inside = [
                f
                for (a, b), f in zip(ages, figures, strict=True)
                if a >= low and (high is None or (b or 999) <= high)
            ]
            assert full["t", low, high] == sum(inside)
    assert not list(faults(full))


def test_a_sum_with_a_hidden_part_is_hidden_and_both_sexes_make_everybody() -> None:
    counts = {("m", 0, 14): 3, ("m", 15, None): None, ("f", 0, 14): 4, ("f", 15, None): 5}
    full = with_groups(counts)
    assert (full["t", 0, 14], full["t", 15, None]) == (7, None)
    assert (full["m", 0, None], full["f", 0, None], full["t", 0, None]) == (None, 9, None)


def test_people_of_unknown_age_count_in_the_total_only() -> None:
    full = with_groups({("t", 0, 64): 5, ("t", 65, None): 2, ("t", *UNKNOWN_AGE): 3})
    assert (full["t", 0, None], full["t", 65, None]) == (10, 2)
    assert not list(faults(full))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({("t", 0, None): 10, ("m", 0, None): 4, ("f", 0, None): 5}, "男4人と女5人"),
        ({("t", 0, None): 10, ("t", 65, None): 11}, "65歳以上の11人が、総数の10人より多く"),
        ({("t", 0, None): 10, ("t", 0, 64): 4, ("t", 65, None): 5}, "総数の10人が、年齢別の合計9人"),
        ({("t", 65, None): 9, ("t", 65, 74): 4, ("t", 75, None): 4}, "65歳以上の9人が、年齢別の合計8人"),
    ],
)
def test_c21_what_cannot_be_true_is_said(counts, words: str) -> None:  # type: ignore[no-untyped-def]
    assert any(words in found for found in faults(counts))


def test_c21_hidden_figures_contradict_nothing() -> None:
    assert not list(faults({("t", 0, None): 10, ("t", 0, 64): None, ("t", 65, None): 5}))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("住民基本台帳人口（令和 ６年１０月 １日現在）", date(2024, 10, 1)),
        ("令和元年５月", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("R6.10.1現在", date(2024, 10, 1)),
        ("2025/1/1", date(2025, 1, 1)),
        ("2024年10月", date(2024, 10, 1)),
        ("2023-02-29", None),
        ("2024.13.1", None),
        ("人口", None),
    ],
)
def test_c10_days_in_titles(text: str, day: date | None) -> None:
    assert written_day(text) == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("jounen202010_ward.csv", date(2020, 10, 1)),
        ("131105_population_20211001.csv", date(2021, 10, 1)),
        ("r0610.csv", date(2024, 10, 1)),
        ("R6_10_01.xlsx", date(2024, 10, 1)),
        ("令和6年10月.xlsx", date(2024, 10, 1)),
        ("202011_population.csv", None),
        ("132012_hachioji.csv", None),
        ("town_population_2015_2024.csv", None),
        ("h27.csv", None),
    ],
)
def test_days_in_file_names_and_codes_that_look_like_days(name: str, day: date | None) -> None:
    assert named_day(name) == day


# Whole people


@given(st.lists(st.floats(0, 1000, allow_nan=False), max_size=200))
def test_running_sums_stay_within_half_a_person(figures: list[float]) -> None:
    whole = running_whole(figures)
    assert all(each >= 0 for each in whole)
    total = count = 0.0
    for figure, each in zip(figures, whole, strict=True):
        total, count = total + figure, count + each
        assert abs(total - count) <= 0.5 + 1e-6
        assert abs(figure - each) < 1 + 1e-6


@given(st.integers(0, 10_000), st.lists(st.floats(0, 1000), min_size=1, max_size=30))
def test_shares_keep_the_total(total: int, weights: list[float]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
