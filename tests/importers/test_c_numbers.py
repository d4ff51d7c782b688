"""C4, C5: one parser for numbers, and what it does in a list and in a table of people."""

from __future__ import annotations

import math
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import standard_facility
from importers._tables.values import narrow, parse_count, parse_degrees, parse_number
from tests.importers.build import assert_plain, read

READ = {
    "12": 12, "１２": 12, "１２．５": 12.5, "12.0": 12, "0": 0, "007": 7, "０": 0,
    "1,234": 1234, "１，２３４": 1234, "12,345,678.5": 12345678.5,
    "-3": -3, "－3": -3, "－３": -3, "−3": -3, "‐3": -3, "–3": -3, "—3": -3, "―3": -3, "ー3": -3, "ー３": -3,
    "ｰ3": -3, "△5": -5, "▲5": -5, "△ 5": -5, "▲１，２３４": -1234, "(5)": -5, "（５）": -5, "( 5 )": -5,
    "+3": 3, "＋３": 3, "-0": 0, "△0": 0,
    " 12 ": 12, "　12　": 12, "　１２　": 12, "\t12\n": 12,
}  # fmt: skip
REFUSED = [
    "nan", "NaN", "ｎａｎ", "inf", "-inf", "∞", "Infinity", "1_000", "１＿０００", "1e309", "1e5", "1E3", "1.5e+3",
    "9" * 400, "0x10", "0b1", "1,23", "12,34", "1,2345", ",123", "1.2.3", ".5", "5.", "", " ", "　", "-", "△", "()",
    "--3", "-(3)", "△-3", "((5))", "(5", "5)", "+-3", "3-", "12人", "12円", "約12", "十二", "１２　３", "1 234",
    "12.0%", "½", "１½", "²", "12²", "①", "12①", "⑫", "٣", "१२", "Ⅻ", "12:30", "1/2", "１/２", "#REF!", "*", "X",
]  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_c4_numbers_as_japanese_tables_write_them(text: str) -> None:
    assert parse_number(text) == READ[text]
    assert math.copysign(1, parse_number(text)) == math.copysign(1, READ[text])


@pytest.mark.parametrize("text", REFUSED)
def test_c5_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text)


def test_c4_a_unit_is_read_only_where_it_is_meant() -> None:
    assert [parse_number(text, units=("%",)) for text in ("12.0%", "１２．５％", "△3 %", "12")] == [
        12,
        12.5,
        -3,
        12,
    ]
    assert [parse_count(text) for text in ("85人", "８５　名", "1,200世帯", "85.0件", "０")] == [
        85,
        85,
        1200,
        85,
        0,
    ]
    for text in ("12円", "%", "12%%", "人"):
        with pytest.raises(ValueError):
            parse_number(text, units=("%", "人"))


@pytest.mark.parametrize(
    "text", ["-1", "△5", "(5)", "1.5", "12%", "2147483648", "9" * 30, "約85人", "85①", "85人²"]
)
def test_c5_what_is_no_count(text: str) -> None:
    with pytest.raises(ValueError):
        parse_count(text)


def test_c5_full_width_is_narrowed_and_nothing_else() -> None:
    assert narrow("１２Ａ（％）　") == "12A(%) "
    assert narrow("①²㎡ｶﾞ㈱") == "①²㎡ｶﾞ㈱"


@given(st.text(max_size=20))
def test_c5_a_number_is_finite_or_refused_and_never_anything_else(text: str) -> None:
    for parse in (parse_number, parse_count, parse_degrees):
        with suppress(ValueError):
            assert math.isfinite(parse(text))


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 3)))
def test_c4_every_way_to_write_a_number_reads_the_same(value: float) -> None:
    plain = f"{abs(value):,.3f}"
    wide = plain.translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．"))
    signs = ("-", "－", "△", "ー") if value < 0 else ("", "+")
    for sign in signs:
        assert parse_number(f"　{sign}{plain}") == parse_number(f"{sign}{wide}　") == value


def test_c5_long_texts_cost_nothing() -> None:
    began = time.process_time()
    for text in ("1," * 25_000, "(" * 50_000, "1" * 50_000, "△" * 50_000, " " * 50_000 + "x", "１" * 50_000):
        for parse in (parse_number, parse_count, parse_degrees):
            with pytest.raises(ValueError):
                parse(text)
    assert time.process_time() - began < 0.9


def test_c4_c5_in_a_list_what_is_no_number_is_a_note_and_not_known() -> None:
    head = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,収容定員\n"
    values = {"１，２００人": 1200, "nan": None, "1e309": None, "1_000": None, "△5": None, "　１２　": 12}
    body = "".join(f'990019,{n},見本{n},新町,35.66,139.31,"{text}"\n' for n, text in enumerate(values))
    records, problems = read(standard_facility.FORMAT, ("a.csv", (head + body).encode()))
    assert [record.fields["capacity"] for record in records] == list(values.values())
    assert [(p.code, p.line, p.value) for p in problems] == [
        ("VAL-301", line, text)
        for line, text in zip((3, 4, 5, 6), ("nan", "1e309", "1_000", "△5"), strict=True)
    ]
    for problem in problems:
        assert_plain(problem)
