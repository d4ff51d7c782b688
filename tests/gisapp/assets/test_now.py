"""Holds what a place is at a moment: open, closed, not known; over midnight, on holidays, on the nth weekday."""

from __future__ import annotations

from datetime import datetime

import pytest

from gisapp.assets.calendar import Opening
from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.now import open_state

WEEK = Opening("MO,TU,WE,TH,FR,SA", opens="09:30", closes="18:15")
#: A Wednesday, and the day before: 勤労感謝の日 was on Monday 23 November 2026.
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=JAPAN_TIME)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN_TIME)


def test_open_says_until_when() -> None:
    found = open_state([WEEK], ["祝日"], WEDNESDAY)
    assert found.open_now is True
    assert found.closes == at("2026-11-25T18:15")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-25T09:29", "2026-11-25T09:30"),
        ("2026-11-25T18:15", "2026-11-26T09:30"),  # closing time is closed
        ("2026-11-22T12:00", "2026-11-24T09:30"),  # Sunday, then a holiday
        ("2026-12-28T19:00", "2027-01-04T09:30"),
    ],
)
def test_closed_says_when_next(moment: str, opens: str) -> None:
    found = open_state([WEEK], ["祝日", "年末年始"], at(moment))
    assert found.open_now is False
    assert found.next is not None
    assert found.next.opens == at(opens)


def test_what_began_last_evening_is_still_open() -> None:
    night = Opening("FR", opens="22:00", closes="02:00")
    assert open_state([night], [], at("2026-11-28T01:59")).closes == at("2026-11-28T02:00")
    assert open_state([night], [], at("2026-11-28T02:00")).open_now is False


def test_the_second_thursday_alone() -> None:
    second = Opening("TH", weeks=(2,), opens="10:00", closes="12:00")
    assert open_state([second], [], at("2026-11-12T11:00")).open_now is True
    found = open_state([second], [], at("2026-11-26T11:00"))
    assert found.open_now is False
    assert found.next is not None
    assert found.next.day.isoformat() == "2026-12-10"


def test_hours_that_are_not_known_are_not_closed() -> None:
    assert open_state([], [], WEDNESDAY).open_now is None
    day_alone = Opening("WE")
    assert open_state([day_alone], [], WEDNESDAY).open_now is None
    assert open_state([day_alone], [], at("2026-11-26T10:00")).open_now is False
    assert len(open_state([day_alone], [], WEDNESDAY).today) == 1
