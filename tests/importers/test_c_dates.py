"""C10, C11: one parser for days, months, years and 年度, and how a list of places goes by it."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import standard_event
from importers._tables.dates import (
    ERAS,
    SERIALS_1904,
    Period,
    era_day,
    parse_day,
    parse_period,
    parse_serial,
)
from importers._tables.rows import Cells
from importers._tables.table import Row, open_table
from tests.importers.build import assert_plain, cells, delivery, xlsx

DAYS = {
    "令和5年4月1日": (2023, 4, 1), "令和５年４月１日": (2023, 4, 1), "R5.4.1": (2023, 4, 1), "Ｒ５．４．１": (2023, 4, 1),
    "r5/4/1": (2023, 4, 1), "R05-04-01": (2023, 4, 1), "㋿5.4.1": (2023, 4, 1), "R8.11.23": (2026, 11, 23),
    "令和元年5月1日": (2019, 5, 1), "R元.5.1": (2019, 5, 1), "R1.5.1": (2019, 5, 1), "令和 5 年 4 月 1 日": (2023, 4, 1),
    "平成31年4月30日": (2019, 4, 30), "H1.1.8": (1989, 1, 8), "S64.1.7": (1989, 1, 7), "㍼64.1.7": (1989, 1, 7),
    "昭和元年12月25日": (1926, 12, 25), "T15.12.25": (1926, 12, 25), "明治45年7月30日": (1912, 7, 30),
    "2026/11/23": (2026, 11, 23), "2026-11-23": (2026, 11, 23), "2026.11.23": (2026, 11, 23), "20261123": (2026, 11, 23),
    "２０２６年１１月２３日": (2026, 11, 23), "2023/4/1": (2023, 4, 1), "2024-02-29": (2024, 2, 29),
    "2026-11-23 07:30": (2026, 11, 23), "2026-11-23T00:00:00": (2026, 11, 23), "令和8年11月23日（月）": (2026, 11, 23),
    "　2026/11/23　": (2026, 11, 23),
}  # fmt: skip
IMPOSSIBLE = [
    "平成31年5月1日", "H31.5.1", "S64.1.8", "昭和64年1月8日", "H1.1.7", "令和元年4月30日", "R1.4.30", "R0.4.1",
    "大正15年12月26日", "明治5年1月1日", "2023-02-29", "2023/2/30", "2023-13-01", "20230230", "令和5年13月1日",
    "令和5年4月31日", "0000-01-01", "令和5年4日", "4月1日", "5.4.1", "23/4/1", "4/1/2023", "2023/4/1/5", "令和",
    "R5.4.1①", "2023/4/1²", "未定", "随時", "", "45017", "202311", "9" * 50,
]  # fmt: skip
PERIODS = {
    "令和8年11月": (date(2026, 11, 1), date(2026, 11, 30), "month"),
    "R8.11": (date(2026, 11, 1), date(2026, 11, 30), "month"),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29), "month"),
    "令和元年5月": (date(2019, 5, 1), date(2019, 5, 31), "month"),
    "令和元年": (date(2019, 1, 1), date(2019, 12, 31), "year"),
    "2026年": (date(2026, 1, 1), date(2026, 12, 31), "year"),
    "令和5年度": (date(2023, 4, 1), date(2024, 3, 31), "fiscal_year"),
    "令和元年度": (date(2019, 4, 1), date(2020, 3, 31), "fiscal_year"),
    "平成31年度": (date(2019, 4, 1), date(2020, 3, 31), "fiscal_year"),
    "2023年度": (date(2023, 4, 1), date(2024, 3, 31), "fiscal_year"),
    "令和5年4月1日": (date(2023, 4, 1), date(2023, 4, 1), "day"),
}


@pytest.mark.parametrize("text", DAYS)
def test_c10_days(text: str) -> None:
    assert parse_day(text) == date(*DAYS[text])


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_c10_days_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day(text)


@pytest.mark.parametrize("text", PERIODS)
def test_c10_c11_months_years_and_fiscal_years_are_what_they_are(text: str) -> None:
    assert parse_period(text) == Period(*PERIODS[text])


@pytest.mark.parametrize("text", ["令和8年11月", "令和元年", "令和5年度", "2026", "2024-02"])
def test_c11_a_month_a_year_and_a_fiscal_year_are_no_days(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day(text)


@pytest.mark.parametrize(
    "text", ["昭和64年度", "平成31年5月", "令和元年4月", "令和5年度4月", "令和5年度末", "平成32年"]
)
def test_c10_c11_periods_outside_their_era_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text)


def test_c10_the_eras_follow_one_another() -> None:
    for before, after in pairwise(ERAS):
        assert before.last in (after.first, after.first - timedelta(days=1))
        assert after.first.year == after.before + 1


@given(st.dates(date(1873, 1, 1), date(2117, 12, 31)))
def test_c10_every_day_is_read_in_its_era_and_without(day: date) -> None:
    era = next(each for each in reversed(ERAS) if each.first <= day)
    year = day.year - era.before
    first = "元" if year == 1 else str(year)
    for text in (f"{era.name}{first}年{day.month}月{day.day}日", f"{era.letter}{year}.{day.month}.{day.day}"):
        assert parse_day(text) == day
    assert era_day(era.name, year, day.month, day.day) == day
    assert parse_day(f"{day:%Y%m%d}") == parse_day(f"{day.year}/{day.month}/{day.day}") == day


def test_c10_numbers_of_spreadsheets() -> None:
    assert parse_serial("45017") == parse_serial("４５０１７．５") == date(2023, 4, 1)
    assert parse_serial("45017", since=SERIALS_1904) == date(2027, 4, 2)
    assert parse_serial("43555", since=SERIALS_1904) == date(2023, 4, 1)
    for text in ("100", "99999", "4501", "-45017", "45,017", "45017日"):
        with pytest.raises(ValueError):
            parse_serial(text)


def with_1904(rows: str) -> bytes:
    """The workbook with the setting of old Macintosh ones."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(rows))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
            new.writestr(name, data)
    return out.getvalue()


def read_day(row: Row) -> tuple[date | None, list[tuple[str, str | None]]]:
    cells_ = Cells(row)
    found = cells_.day("確認日")
    for problem in cells_.notes:
        assert_plain(problem)
    return found, [(problem.code, problem.value) for problem in cells_.notes]


def test_c10_in_a_list_a_day_is_read_noted_or_not_known() -> None:
    assert read_day(Row(2, {"確認日": "令和5年4月1日"})) == (date(2023, 4, 1), [])
    assert read_day(Row(2, {"確認日": "45017"})) == (date(2023, 4, 1), [("IMP-193", "45017")])
    assert read_day(Row(2, {"確認日": "平成31年5月1日"})) == (None, [("VAL-301", "平成31年5月1日")])
    assert read_day(Row(2, {"確認日": "令和5年度"})) == (None, [("VAL-301", "令和5年度")])
    assert read_day(Row(2, {})) == (None, [])


@pytest.mark.parametrize(("make", "day"), [(xlsx, date(2023, 4, 1)), (with_1904, date(2027, 4, 2))])
def test_c10_a_workbook_says_from_when_its_days_are_numbered(make: Callable[[str], bytes], day: date) -> None:
    files = delivery(("a.xlsx", make(cells(1, "名称", "確認日") + cells(2, "見本", 45017))))
    table = open_table(files, lambda columns: "確認日" in columns, titles="確認日")
    assert read_day(table.rows[0]) == (day, [("IMP-193", "45017")])


def test_c10_an_event_on_an_impossible_day_is_left_out() -> None:
    text = "イベント名,開始日,終了日\n見本まつり,2023-02-29,2023-03-01\n見本市,2026-11-23,2026-11-23\n"
    out = list(standard_event.FORMAT.read(delivery(("a.csv", text.encode()))))
    assert [getattr(item, "severity", "record") for item in out] == ["note", "row", "record"]


def test_c10_long_texts_cost_nothing() -> None:
    began = time.process_time()
    for text in ("令和" * 25_000, "1" * 50_000, "2026-" * 10_000, " " * 50_000, "年" * 50_000):
        for parse in (parse_period, parse_serial):
            with pytest.raises(ValueError):
                parse(text)
    assert time.process_time() - began < 0.5
