"""Opening hours of OpenStreetMap: what is simple becomes hours, everything else stays as it is written."""

from datetime import time

import pytest

from importers._osm.hours import read_hours

WEEK, WORK = (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4)


def t(hour: int, minute: int = 0) -> time:
    return time(hour, minute)


@pytest.mark.parametrize(
    ("text", "spans", "rest"),
    [
        ("Mo-Fr 10:00-17:00", [(WORK, t(10), t(17))], None),
        ("10:00-20:00", [(WEEK, t(10), t(20))], None),
        ("24/7", [(WEEK, t(0), t(23, 59))], None),
        ("Mo-Su 00:00-24:00", [(WEEK, t(0), t(23, 59))], None),
        ("Mo-Fr 10:00-17:00; Sa 9:00-12:00", [(WORK, t(10), t(17)), ((5,), t(9), t(12))], None),
        ("Mo-Fr 10:00-17:00, Sa 9:00-12:00", [(WORK, t(10), t(17)), ((5,), t(9), t(12))], None),
        ("Mo,We 9:00-12:00,13:00-17:00", [((0, 2), t(9), t(12)), ((0, 2), t(13), t(17))], None),
        ("Mo-Su 10:00-18:00; We off", [((0, 1, 3, 4, 5, 6), t(10), t(18))], None),
        ("We off; Mo-Su 10:00-18:00", [(WEEK, t(10), t(18))], None),
        ("Mo-Fr 10:00-12:00, Mo 13:00-15:00", [(WORK, t(10), t(12)), ((0,), t(13), t(15))], None),
        ("Sa-Mo 10:00-12:00", [((0, 5, 6), t(10), t(12))], None),
        ("Mo-Su 10:00-18:00; PH off", [(WEEK, t(10), t(18))], "祝日は休み"),
        ("Sa,Su,PH 10:00-18:00", [((5, 6), t(10), t(18))], "祝日は10:00〜18:00"),
    ],
)
def test_simple_weeks_become_hours(text: str, spans: list[object], rest: str | None) -> None:
    assert read_hours(text) == (tuple(spans), rest)


@pytest.mark.parametrize(
    "text",
    [
        "Mo[1] 10:00-12:00", "Fr 18:00-02:00", "Mo-Fr 10:00+", "Apr-Sep Mo 10:00-11:00", "sunrise-sunset", "off",
        "Mo-Fr", 'Mo-Fr 10:00-17:00 "予約制"', "Mo-Fr 10:00-17:00 || \"電話\"", "月-金 10:00-17:00", "PH off", "SH off",
        "Mo-Fr 25:00-26:00", "week 1-10 Mo 10:00-11:00", "Mo-Fr 10:00-17:00;" * 40, ";;", ",", "2026 Mo 10:00-11:00",
        "Mo-Fr 17:00-10:00", "Mo-Fr 10:00-10:00",
    ],
)  # fmt: skip
def test_everything_else_stays_as_it_is_written(text: str) -> None:
    assert read_hours(text) == ((), text)
