import math
from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers._tables.codes import is_code6, municipality_code, with_check_digit
from importers._tables.values import (
    clean_phone,
    parse_count,
    parse_degrees,
    parse_number,
    parse_time,
    parse_weekdays,
    parse_year,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("１２．５", 12.5),
        (" 12 ", 12),
        ("　12　", 12),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("12,345,678.5", 12345678.5),
        ("△5", -5),
        ("▲1,234", -1234),
        ("(5)", -5),
        ("（５）", -5),
        ("-3", -3),
        ("−3", -3),
        ("－3", -3),
        ("ー3", -3),
        ("+3", 3),
        ("-0", 0),
        ("007", 7),
    ],
)
def test_numbers_as_japanese_tables_write_them(text: str, number: float) -> None:
    assert parse_number(text) == number
    assert math.copysign(1, parse_number(text)) == math.copysign(1, number)


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "-inf", "Infinity", "1_000", "1e309", "1e5", "9" * 400, "1,23", "12,34", "1.2.3", "", " ",
     "12.0%", "十二", "１２人", "--3", "0x10", "(5", "½", "٣", "1 234"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text)


@given(st.text(max_size=12))
def test_a_number_is_finite_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert math.isfinite(parse_number(text))


@given(st.integers(-(10**12), 10**12))
def test_thousands_and_wide_digits_round_trip(number: int) -> None:
    wide = str.maketrans("0123456789,-", "０１２３４５６７８９，－")
    assert parse_number(f"{number:,}") == number
    assert parse_number(f"{number:,}".translate(wide)) == number


def test_counts_may_carry_their_unit() -> None:
    assert [parse_count(text) for text in ("85", "85.0", "85人", "８５名", "1,200世帯")] == [
        85,
        85,
        85,
        85,
        1200,
    ]
    for text in ("-1", "1.5", "約85人"):
        with pytest.raises(ValueError):
            parse_count(text)


def test_years_are_those_of_modern_times() -> None:
    assert [parse_year(text) for text in ("2020", "２０２０年", "2020.0")] == [2020] * 3
    for text in ("80635", "2", "1867", "2201", "2020.5", "R2"):
        with pytest.raises(ValueError):
            parse_year(text)


def test_degrees() -> None:
    assert parse_degrees("139.335726") == 139.335726
    assert parse_degrees("３５．５") == 35.5
    assert parse_degrees("35度39分10.8秒") == pytest.approx(35.653)
    assert parse_degrees("139°20′8″") == pytest.approx(139.335556, abs=1e-6)
    for text in ("35度60分0秒", "北緯35度", "139.3/35.6"):
        with pytest.raises(ValueError):
            parse_degrees(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:00", time(9)),
        ("09:30:00", time(9, 30)),
        ("９：００", time(9)),
        ("9時", time(9)),
        ("9時半", time(9, 30)),
        ("9時05分", time(9, 5)),
        ("24:00", time(23, 59)),
    ],
)
def test_times(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["25:00", "9:60", "9", "午前9時", "9:00～17:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月;火;水;木;金;土", (0, 1, 2, 3, 4, 5)),
        ("火金土", (1, 4, 5)),
        ("土曜日", (5,)),
        ("月曜日～金曜日", (0, 1, 2, 3, 4)),
        ("月-金、日", (0, 1, 2, 3, 4, 6)),
        ("平日", (0, 1, 2, 3, 4)),
        ("毎日", (0, 1, 2, 3, 4, 5, 6)),
        ("土・日・祝日", (5, 6)),
    ],
)
def test_weekdays(text: str, expected: tuple[int, ...]) -> None:
    assert parse_weekdays(text) == expected


@pytest.mark.parametrize("text", ["第2土", "不定期", "金～月", "月1回"])
def test_weekdays_are_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        parse_weekdays(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(0422)72−0311", "(0422)72-0311"),
        ("０４２－６２２－３３４３", "042-622-3343"),
        ("042ー622ー3343", "042-622-3343"),
        ("042-622-3343（センター）", "042-622-3343(センター)"),
    ],
)
def test_phones_keep_their_text(text: str, expected: str) -> None:
    assert clean_phone(text) == expected


def test_check_digits() -> None:
    assert with_check_digit("13201") == "132012"
    assert with_check_digit("01100") == "011002"
    assert with_check_digit("99001") == "990019"
    with pytest.raises(ValueError):
        with_check_digit("1320")


def test_lost_zeros_come_back() -> None:
    assert municipality_code("132012") == "132012"
    assert municipality_code("13201") == "132012"  # five digits: 013201 has another check digit
    assert municipality_code("11002") == "011002"  # six digits whose zero was lost
    assert municipality_code("１３２０１２") == "132012"
    assert municipality_code("132012.0") == "132012"
    assert municipality_code("11002", digits=5) == "110027"  # a five-digit column has lost nothing
    assert municipality_code("1101", digits=5) == "011011"


@pytest.mark.parametrize("text", ["132013", "101", "八王子", "", "1320123", "-3201"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        municipality_code(text)


@given(st.integers(1000, 47999).map("{:05d}".format))
def test_a_computed_check_digit_holds(code5: str) -> None:
    assert is_code6(with_check_digit(code5))
    assert municipality_code(with_check_digit(code5)) == with_check_digit(code5)
    assert municipality_code(code5, digits=5) == with_check_digit(code5)
