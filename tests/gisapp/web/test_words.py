"""Holds how numbers, dates and hours read in Japanese."""

from __future__ import annotations

from datetime import date

import pytest

from gisapp.assets.catalogue import days_words, hours_words
from gisapp.web.words import metres, number, percent, wareki


def test_numbers() -> None:
    assert [number(1234), number(None), percent(30.74), percent(None)] == ["1,234", "不明", "30.7％", "不明"]
    assert [metres(0), metres(799.6), metres(999.6), metres(1240), metres(None)] == [
        "0m",
        "800m",
        "1.0km",
        "1.2km",
        "不明",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "令和8年11月23日(2026年)"),
        ("2019-05-01", "令和元年5月1日(2019年)"),
        (date(2019, 4, 30), "平成31年4月30日(2019年)"),
        (date(1989, 1, 7), "昭和64年1月7日(1989年)"),
        (date(1900, 1, 1), "1900年1月1日"),
        (None, "時点不明"),
    ],
)
def test_dates(day: date | str | None, words: str) -> None:
    assert wareki(day) == words


def test_days_and_hours() -> None:
    assert [days_words("MO,TU,WE,TH,FR"), days_words("FR,MO"), days_words("SA,SU")] == [
        "月〜金",
        "月・金",
        "土・日",
    ]
    weekly = [{"byday": "MO,TU,WE", "opens_at": "09:00:00", "closes_at": "17:30:00"}]
    assert hours_words(weekly, "祝日は休み") == "月〜水 9:00–17:30。祝日は休み"
    assert hours_words([{"byday": "TH", "opens_at": None, "closes_at": None}], None) == "木"
    assert hours_words([], None) is None


def test_hours_of_some_weeks_and_days_off() -> None:
    twice = {"byday": "TU,TH", "weeks": [2, 4], "opens_at": "10:00", "closes_at": "12:00"}
    last = {"byday": "SA", "weeks": [-1], "opens_at": None, "closes_at": None}
    assert (
        hours_words([twice], None, ["祝日", "年末年始"]) == "第2・第4火・木 10:00–12:00。祝日・年末年始は休み"
    )
    assert hours_words([last], "雨の日は中止") == "最後の土。雨の日は中止"
    assert hours_words([], None, ["お盆"]) == "お盆は休み"
