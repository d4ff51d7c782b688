"""Holds how numbers and dates read in Japanese."""

from __future__ import annotations

from datetime import date

import pytest

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
