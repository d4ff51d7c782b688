"""Holds on which days repeating hours take place: worked by hand on the calendars of 2026 to 2028."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.assets.calendar import CLOSED_ON, ORDER, Opening
from gisapp.assets.calendar_days import JAPAN_TIME, Held, dates, takes_place


def days(opening: Opening, first: str, last: str, *closed_on: str) -> list[str]:
    held = dates([opening], closed_on, date.fromisoformat(first), date.fromisoformat(last))
    return [str(each.day) for each in held]


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=JAPAN_TIME)


@pytest.mark.parametrize(
    ("opening", "first", "last", "expected"),
    [
        # November 2026 begins on a Sunday: its first Thursday is in the first week, its first Saturday, too
        (Opening("TH", (2, 4)), "2026-11-01", "2026-11-30", ["2026-11-12", "2026-11-26"]),
        (Opening("SA,SU", (1,)), "2026-11-01", "2026-11-30", ["2026-11-01", "2026-11-07"]),
        # August 2026 begins on a Saturday: its second Thursday is in the third week
        (Opening("TH", (2,)), "2026-08-01", "2026-08-31", ["2026-08-13"]),
        # a fifth week is rare
        (Opening("SU", (5,)), "2026-10-01", "2027-01-31", ["2026-11-29", "2027-01-31"]),
        (Opening("MO", (5,)), "2026-02-01", "2026-02-28", []),
        # the last may be the fourth or the fifth, and is there once where both are told
        (Opening("SA", (-1,)), "2027-01-01", "2027-03-31", ["2027-01-30", "2027-02-27", "2027-03-27"]),
        (Opening("SA", (4, -1)), "2027-01-01", "2027-02-28", ["2027-01-23", "2027-01-30", "2027-02-27"]),
        # ends of months and of the year; both ends of the asked time count
        (Opening("TU"), "2026-12-29", "2027-01-05", ["2026-12-29", "2027-01-05"]),
        (Opening("MO,TU"), "2026-11-30", "2026-12-01", ["2026-11-30", "2026-12-01"]),
        # 29 February 2028 is the fifth and last Tuesday
        (Opening("TU", (5,)), "2028-02-01", "2028-03-01", ["2028-02-29"]),
        (Opening("TU", (-1,)), "2028-02-01", "2028-02-29", ["2028-02-29"]),
        (Opening("MO", (-1,)), "2028-02-01", "2028-03-01", ["2028-02-28"]),
        (Opening("TU"), "2026-12-29", "2026-12-28", []),
    ],
)
def test_days_worked_by_hand(opening: Opening, first: str, last: str, expected: list[str]) -> None:
    assert days(opening, first, last) == expected


@pytest.mark.parametrize(
    ("opening", "first", "last", "off", "expected"),
    [
        # スポーツの日 is the second Monday of October: what is held then is not held at all
        (Opening("MO", (2,)), "2026-10-01", "2026-10-31", "祝日", []),
        (Opening("MO"), "2026-11-16", "2026-11-30", "祝日", ["2026-11-16", "2026-11-30"]),
        # 憲法記念日 of 2026 is a Sunday, given back on Wednesday; 22 September lies between two holidays
        (Opening("WE"), "2026-04-29", "2026-05-13", "祝日", ["2026-05-13"]),
        (Opening("TU"), "2026-09-15", "2026-09-29", "祝日", ["2026-09-15", "2026-09-29"]),
        (Opening("MO"), "2027-03-15", "2027-03-29", "祝日", ["2027-03-15", "2027-03-29"]),
        # 29 December to 3 January, 13 to 16 August: the days before and after are held
        (Opening(",".join(ORDER)), "2026-12-28", "2027-01-04", "年末年始", ["2026-12-28", "2027-01-04"]),
        (Opening(",".join(ORDER)), "2026-08-12", "2026-08-17", "お盆", ["2026-08-12", "2026-08-17"]),
        (Opening("TH"), "2026-12-24", "2027-01-07", "祝日", ["2026-12-24", "2026-12-31", "2027-01-07"]),
    ],
)
def test_days_off_are_left_out(
    opening: Opening, first: str, last: str, off: str, expected: list[str]
) -> None:
    assert days(opening, first, last, off) == expected


def test_days_off_together() -> None:
    new_year = Opening(",".join(ORDER))
    assert days(new_year, "2026-08-10", "2026-08-17", "祝日", "お盆") == [
        "2026-08-10",
        "2026-08-12",
        "2026-08-17",
    ]


def test_times_stand_in_order_and_once() -> None:
    morning, evening = Opening("TU", (), "10:00", "12:00"), Opening("TU", (), "13:00", None)
    unknown, again = Opening("TU"), Opening("TU", (2,), "10:00", "12:00")
    day = date(2026, 11, 10)
    assert dates([evening, morning, unknown, again], (), day, day) == [
        Held(day, None, None),
        Held(day, at(2026, 11, 10, 10), at(2026, 11, 10, 12)),
        Held(day, at(2026, 11, 10, 13), None),
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("22:00", "02:00", at(2027, 1, 1, 2)),
        ("18:00", "24:00", at(2027, 1, 1)),
        ("18:00", "00:00", at(2027, 1, 1)),
        ("00:00", "24:00", at(2027, 1, 1)),
        (None, "12:00", at(2026, 12, 31, 12)),
    ],
)
def test_what_closes_after_midnight_closes_the_next_day(
    opens: str | None, closes: str, expected: datetime
) -> None:
    day = date(2026, 12, 31)
    (held,) = dates([Opening("TH", (), opens, closes)], (), day, day)
    assert (held.day, held.closes) == (day, expected)
    assert dates([Opening("TH", (), opens, closes)], (), day + timedelta(1), day + timedelta(1)) == []


def test_the_day_on_which_it_opens_decides_whether_it_is_off() -> None:
    late = Opening("SU,MO", (), "22:00", "02:00")
    # 22 November is no holiday, though it ends on one
    assert days(late, "2026-11-22", "2026-11-23", "祝日") == ["2026-11-22"]


openings = st.builds(
    Opening,
    st.sets(st.sampled_from(ORDER), min_size=1).map(lambda days: ",".join(sorted(days, key=ORDER.index))),
    st.sets(st.sampled_from([1, 2, 3, 4, 5, -1])).map(tuple),
)
a_day = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(openings, a_day)
def test_a_day_is_as_the_sheet_of_its_month_shows(opening: Opening, day: date) -> None:
    sheet = [week[day.weekday()] for week in calendar.monthcalendar(day.year, day.month)]
    of_weekday = [number for number in sheet if number]
    wanted = of_weekday if not opening.weeks else []
    for week in opening.weeks:
        wanted = wanted + (of_weekday[-1:] if week == -1 else of_weekday[week - 1 : week])
    on_its_weekday = ORDER[day.weekday()] in opening.byday.split(",")
    assert takes_place(opening, day) == (on_its_weekday and day.day in wanted)


@given(st.lists(openings, max_size=3), st.sets(st.sampled_from(CLOSED_ON)), a_day, st.integers(0, 100))
def test_days_lie_in_the_asked_time_and_grow_with_it(
    held: list[Opening], off: set[str], first: date, length: int
) -> None:
    middle, last = first + timedelta(length // 2), first + timedelta(length)
    found = dates(held, off, first, last)
    assert all(first <= each.day <= last for each in found)
    assert all(any(takes_place(opening, each.day) for opening in held) for each in found)
    assert found == dates(held, off, first, middle) + dates(held, off, middle + timedelta(1), last)
    assert set(found) <= set(dates(held, (), first, last))
