"""Holds the projection of the whole nation: read as it stands, left out or refused in words, mistaken for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest

from importers import ipss_municipal, ipss_national, place_list, resident_register
from tests.importers.build import assert_plain, delivery, read, refused
from tests.importers.test_projection import saved

NATION = ipss_national.FORMAT
AGES = [f"{age}~{age + 4}歳" for age in range(0, 100, 5)] + ["100歳以上"]
HEAD = "year,sex,age,value"
Row = tuple[int, str, str, str]


def people(year: int, sex: str, number: int) -> int:
    """Made-up people of an age group, some three millions."""
    return 3_000_000 + 1000 * (year - 2000) + 7 * number + (1 if sex == "女性" else 0)


def rows(years: Sequence[int] = (2015, 2020, 2040)) -> list[Row]:
    return [
        (year, sex, age, str(people(year, sex, number)))
        for year in years
        for sex in ("男性", "女性")
        for number, age in enumerate(AGES)
    ]


def table(told: Sequence[Row] | None = None, head: str = HEAD) -> bytes:
    lines = [",".join(map(str, row)) for row in (rows() if told is None else told)]
    return "\n".join([head, *lines, ""]).encode()


def test_every_year_is_read_with_its_groups() -> None:
    records, problems = read(NATION, ("zenkoku.csv", table()))
    assert problems == []
    assert [(r.line, r.fields["year"]) for r in records] == [(2, 2015), (44, 2020), (86, 2040)]
    counts = records[2].fields["counts"]
    assert counts["f", 100, None] == people(2040, "女性", 20)
    assert counts["t", 5, 9] == people(2040, "男性", 1) + people(2040, "女性", 1)
    assert counts["t", 65, None] == sum(people(2040, s, n) for s in ("男性", "女性") for n in range(13, 21))
    assert counts["t", 0, None] == sum(people(2040, s, n) for s in ("男性", "女性") for n in range(21))
    assert records[0].geometry is None


def test_it_stands_for_the_census_it_starts_from() -> None:
    files = delivery(("zenkoku.csv", table()))
    assert NATION.recognises(files)
    assert NATION.as_of(files) == date(2015, 10, 1)


def test_japanese_titles_another_order_and_a_workbook() -> None:
    told = [(value, age, sex.removesuffix("性"), f"{year}年") for year, sex, age, value in rows()]
    turned = [["人口", "年齢", "性別", "年"], *map(list, told)]
    workbook = openpyxl.Workbook()
    for line in turned:
        workbook.worksheets[0].append(line)
    expected = [r.fields for r in read(NATION, ("zenkoku.csv", table()))[0]]
    for file in (("a.csv", "\n".join(map(",".join, turned)).encode("cp932")), ("a.xlsx", saved(workbook))):
        assert NATION.recognises(delivery(file))
        records, problems = read(NATION, file)
        assert problems == []
        assert [r.fields for r in records] == expected


def test_totals_among_the_rows_are_set_aside() -> None:
    told = [
        *rows((2020,)),
        (2020, "総数", "総数", "1"),
        (2020, "男性", "総数", "2"),
        (2020, "男女計", "0~4歳", "3"),
    ]
    assert [r.fields for r in read(NATION, ("a.csv", table(told)))[0]] == [
        r.fields for r in read(NATION, ("a.csv", table(rows((2020,)))))[0]
    ]


def test_sums_of_a_spreadsheet_that_miss_a_whole_number_by_a_hair_are_rounded() -> None:
    told = [(y, s, a, "4148886.9999999995" if n == 30 else v) for n, (y, s, a, v) in enumerate(rows((2020,)))]
    records, problems = read(NATION, ("a.csv", table(told)))
    assert problems == []
    assert records[0].fields["counts"]["f", 45, 49] == 4148887


@pytest.mark.parametrize(
    ("number", "row"),
    [
        (5, (2020, "男性", "25~29歳", "たくさん")),
        (5, (2020, "男性", "25~29歳", "-3")),
        (5, (2020, "男性", "25~29歳", "")),
        (5, (2020, "その他", "25~29歳", "3000000")),
        (5, (2020, "男性", "年齢不詳", "3000000")),
        (5, ("令和2", "男性", "25~29歳", "3000000")),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_its_year_left_out(number: int, row: Row) -> None:
    told = rows()
    told[42 + number] = row
    records, problems = read(NATION, ("a.csv", table(told)))
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("VAL-330", "row", 49),
        ("IMP-401", "row", 44),
    ]
    assert [r.fields["year"] for r in records] == [2015, 2040]
    for problem in problems:
        assert_plain(problem)


def test_a_row_told_twice_is_named() -> None:
    told = rows((2020,))
    problems = read(NATION, ("a.csv", table([*told, told[3]])))[1]
    assert [(p.code, p.line, p.value) for p in problems] == [("VAL-331", 44, "2020年 男性 15~19歳")]
    assert_plain(problems[0])


@pytest.mark.parametrize("times", [0.001, 100])
def test_people_of_a_city_are_no_nation(times: float) -> None:
    told = [(y, s, a, str(round(int(v) * times))) for y, s, a, v in rows()]
    problem = refused(NATION, ("a.csv", table(told)))
    assert (problem.code, problem.line) == ("IMP-402", 2)
    assert "全国の表を選んでください" in problem.remedy


def test_rows_without_any_year_are_refused() -> None:
    told: list[Row] = [(y, "その他", a, v) for y, _, a, v in rows()]
    assert not NATION.recognises(delivery(("a.csv", table(told))))
    assert refused(NATION, ("a.csv", table(told))).code == "IMP-400"


@pytest.mark.parametrize(
    "head", ["year,sex,age,count", "year,sex,age,value,city", "町名,性別,年齢,人口", "year,age,value"]
)
def test_another_table_is_not_taken(head: str) -> None:
    assert not NATION.recognises(delivery(("a.csv", table(head=head))))
    assert refused(NATION, ("a.csv", table(head=head))).code == "IMP-143"


def test_no_other_format_takes_it() -> None:
    files = delivery(("zenkoku.csv", table()))
    for other in (ipss_municipal, resident_register, place_list):
        assert not other.FORMAT.recognises(files)


@pytest.mark.real
def test_the_real_projection_of_2017(real_data) -> None:  # type: ignore[no-untyped-def]
    """The figures that the institute publishes: 127.09 million in 2015, 88.08 million in 2065."""
    records = list(NATION.read(real_data("ipss/pyramid_total_projection.csv")))
    told = {r.fields["year"]: r.fields["counts"] for r in records}
    assert sorted(told) == list(range(2015, 2066, 5))
    assert told[2015]["t", 0, None] == 127_094_745
    assert told[2040]["t", 0, None] == 110_918_555
    assert told[2040]["t", 65, None] == 39_205_717
    assert round(told[2065]["t", 0, None], -4) == 88_080_000
