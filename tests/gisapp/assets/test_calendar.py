"""Holds how repeating hours read in Japanese."""

from __future__ import annotations

import pytest

from gisapp.assets.calendar import Opening, days_words, hours_words, opening_of


def test_days() -> None:
    assert [days_words("MO,TU,WE,TH,FR"), days_words("FR,MO"), days_words("SA,SU")] == [
        "月〜金",
        "月・金",
        "土・日",
    ]


def test_hours_of_every_week() -> None:
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


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        ("10:00", None, "金 10:00–"), (None, "12:00:00", "金 –12:00"), ("22:00:00", "02:00:00", "金 22:00–2:00"),
        ("18:00:00", "24:00:00", "金 18:00–24:00"), ("00:00", "24:00", "金 0:00–24:00"),
    ],
)  # fmt: skip
def test_hours_that_end_at_midnight_or_later_or_are_half_known(
    opens: str | None, closes: str | None, words: str
) -> None:
    assert hours_words([{"byday": "FR", "opens_at": opens, "closes_at": closes}], None) == words


def test_rows_of_the_database_and_of_snapshots_are_the_same_opening() -> None:
    stored = {"byday": "TU", "weeks": [2], "opens_at": "10:00:00", "closes_at": None}
    typed = {"byday": "TU", "weeks": [2], "opens_at": "10:00", "closes_at": None}
    assert opening_of(stored) == opening_of(typed) == Opening("TU", (2,), "10:00", None)
    assert opening_of({"byday": "TU", "weeks": None, "opens_at": None, "closes_at": None}) == Opening("TU")
