"""C14, C15, C17, C18, C19: rows that come twice, names as written, personal data, formulas, what can't be seen."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import (
    kodomo_shokudo,
    mhlw_csv,
    place_list,
    resident_register,
    standard_facility,
    standard_medical,
)
from importers._files.unseen import without_unseen
from importers._record import Delivery, File, FormatError, Problem, Record
from importers._tables.text import clean, decode, search_key
from tests.importers.build import assert_plain, cells, read, xlsx
from tests.importers.test_damaged import SOUND
from tests.importers.test_formats import FORMATS
from tests.importers.test_register import table, town

FORM = standard_facility.FORMAT
HEAD = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,備考\n"
DIRT = "\x00\x1b\u202e\u200b\ufeff"


def listed(*rows: str) -> tuple[str, bytes]:
    return ("a.csv", (HEAD + "".join(f"990019,{row}\n" for row in rows)).encode())


def told(problems: list[Problem]) -> list[tuple[str, str, int | None]]:
    for problem in problems:
        assert_plain(problem)
    return [(problem.code, problem.severity, problem.line) for problem in problems]


# C14


def test_c14_the_very_same_row_comes_once() -> None:
    row = "1,見本の里,新町,35.66,139.31,"
    records, problems = read(FORM, listed(row, "2,見本の森,本町,35.67,139.32,", row))
    assert [record.line for record in records] == [2, 3]
    assert told(problems) == [("TAB-909", "note", 4)]
    assert "2行目" in problems[0].message


def test_c14_an_id_that_comes_again_is_told_and_both_rows_are_kept() -> None:
    rows = [f"{n},見本{n},新町{n},35.66,139.31," for n in range(1, 9)]
    records, problems = read(FORM, listed(*rows, "3,見本の森,本町,35.67,139.32,"))
    assert len(records) == 9
    assert told(problems) == [("TAB-908", "note", None)]
    assert problems[0].value == "3（4行目と10行目）"


def test_c14_a_number_that_all_rows_share_is_no_id() -> None:
    assert read(FORM, listed(*(f"1,見本{n},新町,35.66,139.31," for n in range(9))))[1] == []


# C15


@pytest.mark.parametrize(
    "name",
    [
        "髙橋﨑枝",
        "㈱見本",
        "ﾐﾎﾝｶﾌｪ",
        "ミホンカ\u3099ーデン",
        "葛\U000e0100飾",
        "𠮷野家",
        "Ⅳ号館①",
        "見本　カフェ",
        "é̈",
        "👨\u200d👩\u200d👧ひろば",
    ],
)
def test_c15_a_name_is_kept_as_it_is_written(name: str) -> None:
    (record,), problems = read(FORM, listed(f"1,　{name} ,新町,35.66,139.31,"))
    assert (record.fields["name"], problems) == (name, [])
    data = xlsx(cells(1, *HEAD.strip().split(",")) + cells(2, "990019", "1", name, "新町", 35.66, 139.31, ""))
    assert read(FORM, ("a.xlsx", data))[0][0].fields["name"] == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾐﾎﾝｶﾌｪ", "ミホンカフェ"),
        (unicodedata.normalize("NFD", "ガーデン"), "ガーデン"),
        ("葛\U000e0100飾", "葛飾"),
        ("㈱見本", "(株)見本"),
        ("ＭＩＨＯＮ　１", "mihon1"),
    ],
)
def test_c15_a_key_for_matching_forgets_how_a_name_is_drawn(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("髙橋", "高橋"), ("﨑", "崎"), ("𠮷", "吉"), ("見本の里", "見本の森")]
)
def test_c15_old_forms_are_not_merged_without_being_asked(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


def test_c15_places_of_one_name_stay_two_places() -> None:
    records, problems = read(FORM, listed("1,見本,新町,35.66,139.31,", "2,見本,本町,35.67,139.32,"))
    assert ([record.fields["id"] for record in records], problems) == (["1", "2"], [])


# C17


@pytest.mark.parametrize(
    "text",
    ["担当: 見本 太郎まで", "mihon@example.jp へ", "090-0000-0000", "０８０ー００００ー００００に電話"],
)
@pytest.mark.parametrize(
    ("form", "head", "row"),
    [
        (FORM, HEAD, "990019,1,見本,新町,35.66,139.31,{}\n"),
        (
            standard_medical.FORMAT,
            HEAD.replace("備考", "医療機関の種類,備考"),
            "990019,1,見本,新町,35.66,139.31,病院,{}\n",
        ),
        (mhlw_csv.FORMAT, "事業所名,サービスの種類,事業所番号,備考\n", "見本,通所介護,1300000000,{}\n"),
        (
            kodomo_shokudo.FORMAT,
            "全国地方公共団体コード,名称,開催頻度,参加条件,備考\n",
            "990019,見本,1,,{}\n",
        ),
    ],
    ids=["facility", "medical", "care", "cafeteria"],
)
def test_c17_g13_personal_data_in_free_text_is_told(form: Any, head: str, row: str, text: str) -> None:
    records, problems = read(
        form,
        ("a.csv", (head + row.format("だれでも") + row.format(text).replace("見本,", "見本二,", 1)).encode()),
    )
    (problem,) = [each for each in problems if each.code == "TAB-911"]
    assert (problem.severity, problem.field, problem.value) == ("note", "備考", "3行目")
    assert_plain(problem)
    assert len(records) == 2


def test_c17_numbers_of_offices_are_not_personal() -> None:
    text = "042-000-0000、受付 10:00-12:00、担当課: 福祉課"
    assert read(FORM, listed(f"1,見本,新町,35.66,139.31,{text}"))[1] == []


def test_c17_a_free_list_leaves_the_column_out() -> None:
    data = "名称,住所,代表者氏名\n見本,新町,見本 太郎\n".encode()
    (record,), problems = read(place_list.FORMAT, ("a.csv", data))
    assert "見本 太郎" not in json.dumps(dict(record.fields), ensure_ascii=False, default=str)
    assert "MAP-505" in [problem.code for problem in problems]


# C18


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+81-42-000-0000", "-5", "@見本", "＝1+1", "−1", "=HYPERLINK(1)"]
)
def test_c18_what_looks_like_a_formula_is_stored_as_it_is(text: str) -> None:
    (record,), _ = read(FORM, listed(f'1,見本,新町,35.66,139.31,"{text}"'))
    assert record.fields["note"] == text
    # Our own exports put an apostrophe before it.
    (record,), _ = read(FORM, listed(f'1,見本,新町,35.66,139.31,"\'{text}"'))
    assert record.fields["note"] == (text if text[0] in "=+-@＝" else f"'{text}")


def test_c18_other_apostrophes_are_no_marks() -> None:
    (record,), _ = read(FORM, listed("1,'見本,新町's,35.66,139.31,'90年代"))
    assert [record.fields[key] for key in ("name", "address", "note")] == ["'見本", "新町's", "'90年代"]


# C19


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_c19_what_is_cleaned_can_be_stored_and_seen(text: str) -> None:
    found = clean(text)
    assert found is None or found == found.strip() != ""
    (found or "").encode()
    assert not set(found or "") & set("\x00\x1b\u202e\u2066\u200b\ufeff\u2028\r")
    assert without_unseen(without_unseen(text)) == without_unseen(text)


def test_c19_a_list_is_cleaned() -> None:
    records, problems = read(
        FORM, listed(f"{DIRT}1,{DIRT}見{DIRT}本,新\u2028町\x0c1,35.{DIRT}66,139.31,{DIRT}")
    )
    fields = records[0].fields
    assert [fields[key] for key in ("id", "name", "address", "lat", "note")] == [
        "1",
        "見本",
        "新 町 1",
        35.66,
        None,
    ]
    assert problems == []


def test_c19_a_table_of_people_is_cleaned() -> None:
    data = table(town("新町")).decode().replace("新町", f"新{DIRT}町").replace("100", f"1{DIRT}00").encode()
    records, problems = read(resident_register.FORMAT, ("a.csv", data))
    assert (records[0].fields["town"], records[0].fields["counts"]["t", 0, None], problems) == (
        "新町",
        100,
        [],
    )


@pytest.mark.parametrize("key", ["name", "id", "address"])
def test_c19_a_name_as_long_as_a_page_leaves_its_row_out(key: str) -> None:
    row = {"id": "1", "name": "見本", "address": "新町"} | {key: "見" * 5_000}
    records, problems = read(
        FORM, listed(f"{row['id']},{row['name']},{row['address']},35.66,139.31,", "2,見本,新町,,,")
    )
    assert ([record.line for record in records], told(problems)) == ([3], [("TAB-912", "row", 2)])


def strings(value: object) -> Iterator[str]:
    """Every text inside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for each in pair for text in strings(each))
    elif isinstance(value, (tuple, list, frozenset)):
        yield from (text for each in value for text in strings(each))


@pytest.mark.parametrize(
    "name", sorted(name for name, files in SOUND.items() if files[0][0].endswith(".csv"))
)
def test_c19_no_cell_of_a_table_hurts(name: str) -> None:
    (file, data), *others = SOUND[name]
    lines = [line.split(",") for line in decode(data, file).splitlines()]
    for at in range(1, len(lines)):
        for number in range(min(len(lines[at]), 12)):
            rows = [list(line) for line in lines]
            rows[at][number] = rows[at][number].rstrip('"') + DIRT + '"' * rows[at][number].endswith('"')
            files = [File(file, "\r\n".join(map(",".join, rows)).encode()), *(File(*each) for each in others)]
            for text in read_strings(name, Delivery(tuple(files))):
                assert not set(text) & set(DIRT)


def read_strings(name: str, files: Delivery) -> Iterator[str]:
    try:
        out = list(FORMATS[name].read(files))
    except FormatError as error:
        out = [error.problem]
    for item in out:
        shown = (
            dict(item.fields)
            if isinstance(item, Record)
            else (item.message, item.value or "", item.field or "")
        )
        yield from strings(shown)
