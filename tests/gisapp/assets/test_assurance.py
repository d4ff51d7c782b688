"""Holds how knowledge of a place ages: by the calendar, as PostgreSQL counts it, never backwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from gisapp.assets.assurance import Standing, later, standing, words
from gisapp.config import Freshness

YEARLY = Freshness(12, 24)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("checked", "today", "expected"),
    [
        (date(2025, 11, 24), date(2026, 11, 23), Standing.CURRENT),
        (date(2025, 11, 24), date(2026, 11, 24), Standing.DUE),
        (date(2024, 11, 24), date(2026, 11, 23), Standing.DUE),
        (date(2024, 11, 24), date(2026, 11, 24), Standing.STALE),
        (date(2024, 2, 29), date(2025, 2, 28), Standing.DUE),
        (None, date(2026, 11, 24), Standing.DUE),
    ],
)
def test_a_year_and_two(checked: date | None, today: date, expected: Standing) -> None:
    assert standing(checked, today, YEARLY) == expected


@given(DAYS, DAYS, st.integers(1, 24), st.integers(1, 24))
def test_knowledge_only_gets_older(checked: date, today: date, due: int, more: int) -> None:
    settings = Freshness(due, due + more)
    now = standing(checked, today, settings)
    assert standing(checked, today + timedelta(days=1), settings) >= now
    assert standing(checked + timedelta(days=1), today, settings) <= now


def test_months_are_counted_as_postgresql_does(engine: Engine) -> None:
    """The walk's list and the tiles are asked in SQL."""
    days = [date(2023, 12, 1) + timedelta(days=n) for n in range(500)]
    asked = sa.text("select cast(cast(:day as date) + make_interval(months => :months) as date)")
    with engine.connect() as connection:
        for day in days:
            for months in (1, 3, 12, 25):
                told = connection.execute(asked, {"day": day, "months": months}).scalar_one()
                assert later(day, months) == told


def test_words() -> None:
    today = date(2026, 11, 24)
    assert words(None, today, YEARLY) == "未確認"
    assert words(date(2026, 1, 1), today, YEARLY) == "確かめてあります"
    assert "12か月" in words(date(2025, 1, 1), today, YEARLY)
    assert "24か月" in words(date(2020, 1, 1), today, YEARLY)
