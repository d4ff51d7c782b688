"""C6: municipality codes in five and six digits, lost zeros, wards and their cities, KEY_CODE."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from importers import standard_facility
from importers._tables.codes import (
    city_of_ward,
    column_digits,
    in_city,
    is_code6,
    key_code,
    municipality_code,
    with_check_digit,
)
from tests.importers.build import assert_plain, read, refused

#: What is written, and what it is where nobody says how many digits the column has.
WRITTEN = {
    "132012": "132012", "13201": "132012", "１３２０１２": "132012", "132012.0": "132012", " 132012　": "132012",
    "011011": "011011", "11011": "011011", "01101": "011011", "1101": "011011", "011002": "011002", "11002": "011002",
    # As five digits 13056 would fit no municipality of 東京都; as six without the 0 its check digit fits.
    "13056": "013056", "013056": "013056",
    # 中央区: the check digit of 013102 fits too, but no municipality has that code.
    "13102": "131024", "10201": "102016", "47201": "472018",
    "13000": "130001", "10006": "010006", "99001": "990019",
}  # fmt: skip
AMBIGUOUS = ["11100", "12106", "12203", "12211", "12220", "12238", "14362", "15202", "15504", "16322", "22101", "23213",
             "23230", "43214", "44211"]  # fmt: skip
NO_CODE = [
    "132013",
    "000000",
    "101",
    "1320123",
    "13.201",
    "132o12",
    "八王子市",
    "東京都",
    "",
    "-13201",
    "①3201",
    "1e5",
]
#: City → its first and last ward (総務省 全国地方公共団体コード).
CITIES = {
    "札幌": ("01100", "01101", "01110"), "仙台": ("04100", "04101", "04105"), "さいたま": ("11100", "11101", "11110"),
    "千葉": ("12100", "12101", "12106"), "横浜": ("14100", "14101", "14118"), "川崎": ("14130", "14131", "14137"),
    "相模原": ("14150", "14151", "14153"), "新潟": ("15100", "15101", "15108"), "静岡": ("22100", "22101", "22103"),
    "浜松": ("22130", "22131", "22140"), "名古屋": ("23100", "23101", "23116"), "京都": ("26100", "26101", "26111"),
    "大阪": ("27100", "27102", "27128"), "堺": ("27140", "27141", "27147"), "神戸": ("28100", "28101", "28111"),
    "岡山": ("33100", "33101", "33104"), "広島": ("34100", "34101", "34108"), "北九州": ("40100", "40101", "40109"),
    "福岡": ("40130", "40131", "40137"), "熊本": ("43100", "43101", "43105"),
}  # fmt: skip
HEAD = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度\n"


def listed(*codes: str) -> tuple[str, bytes]:
    rows = (f"{code},{n},見本{n},新町,35.66,139.31\n" for n, code in enumerate(codes))
    return ("a.csv", (HEAD + "".join(rows)).encode())


@pytest.mark.parametrize("text", WRITTEN)
def test_c6_five_and_six_digits_with_and_without_their_zero(text: str) -> None:
    assert municipality_code(text) == WRITTEN[text]


@pytest.mark.parametrize("text", [*AMBIGUOUS, *NO_CODE])
def test_c6_what_is_no_code_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        municipality_code(text)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_c6_with_the_digits_of_the_column_nothing_is_ambiguous(text: str) -> None:
    assert municipality_code(text, digits=5) == with_check_digit(text)
    assert municipality_code(text, digits=6) == "0" + text
    assert is_code6("0" + text)


@pytest.mark.parametrize(
    ("cells", "digits"),
    [
        (["12203", "131016"], 6),  # one whole code shows how many digits the others had
        (["12203", "12204"], 5),  # 012204 has another check digit
        (["12203", "01101"], 5),
        (["12203", "1101"], 5),
        (["12203", "13102"], 5),  # no municipality is 013102
        (["12203", "11011"], 6),  # 11011 can only be 011011
        (["12203"], None),
        (["12203", "12220", "市川市"], None),
        (["市川市"], 6),
        ([], 6),
    ],
)
def test_c6_the_column_tells_what_a_cell_does_not(cells: list[str], digits: int | None) -> None:
    assert column_digits(cells) == digits


def test_c6_a_list_is_read_by_its_column() -> None:
    records, problems = read(standard_facility.FORMAT, listed("12203", "12204"))
    assert [record.fields["municipality_code"] for record in records] == ["122033", "122041"]
    assert problems == []
    records, problems = read(standard_facility.FORMAT, listed("12203", "131016"))
    assert [record.fields["municipality_code"] for record in records] == ["012203", "131016"]
    assert problems == []


def test_c6_what_even_the_column_leaves_open_is_asked() -> None:
    files = listed("12203", "12203")
    records, problems = read(standard_facility.FORMAT, files)
    (question,) = problems
    assert (question.code, question.severity, question.choice, question.value) == (
        "TAB-905",
        "ask",
        "code_digits",
        "12203",
    )
    assert [option.value for option in question.options] == ["5", "6"]
    assert_plain(question)
    for digits, code in (("5", "122033"), ("6", "012203")):
        records, problems = read(standard_facility.FORMAT, files, choices={"code_digits": digits})
        assert {record.fields["municipality_code"] for record in records} == {code}
        assert [(p.code, p.severity) for p in problems] == [("TAB-905", "note")]
        assert_plain(problems[0])
    assert refused(standard_facility.FORMAT, files, choices={"code_digits": "7"}).code == "IMP-100"


def test_c6_a_code_that_cannot_be_read_is_told_and_not_known() -> None:
    records, problems = read(standard_facility.FORMAT, listed("132013", "見本市", "990019"))
    assert [record.fields["municipality_code"] for record in records] == [None, None, "990019"]
    assert [(p.code, p.line, p.value) for p in problems] == [
        ("VAL-301", 2, "132013"),
        ("VAL-301", 3, "見本市"),
    ]


@pytest.mark.parametrize("city", CITIES)
def test_c6_wards_belong_to_their_city(city: str) -> None:
    own, first, last = CITIES[city]
    code = with_check_digit(own)
    for number in range(int(first), int(last) + 1):
        ward = with_check_digit(f"{number:05d}")
        assert in_city(ward, code), ward
        assert city_of_ward(ward) == code
        assert [other for other in CITIES if in_city(ward, with_check_digit(CITIES[other][0]))] == [city]
    assert in_city(code, code)
    assert not in_city(code, with_check_digit(first))


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("131016", "130001"),
        ("132012", "131016"),
        ("012025", "011002"),
        ("132012", "990019"),
        ("", "011002"),
        ("x", ""),
    ],
)
def test_c6_others_belong_to_themselves(code: str, city: str) -> None:
    assert not in_city(code, city)


def test_c6_abolished_wards_and_those_of_2024_belong_to_hamamatsu() -> None:
    # 中区 to 天竜区 until 2023; 中央区, 浜名区 and 天竜区 since.
    for number in (22131, 22137, 22138, 22139, 22140):
        assert in_city(with_check_digit(str(number)), "221309")
        assert not in_city(with_check_digit(str(number)), "221007")


def test_c6_key_codes_of_small_areas() -> None:
    assert [key_code(text) for text in ("13201", "132010010", "13201001001")] == [
        "13201",
        "132010010",
        "13201001001",
    ]
    assert [key_code(text) for text in ("1101", "11010010", "1101001001")] == [
        "01101",
        "011010010",
        "01101001001",
    ]
    for text in ("", "132", "132010", "1320100", "132010010011", "1320100-1", "八王子市"):
        with pytest.raises(ValueError):
            key_code(text)


@pytest.mark.real
def test_c6_every_code_of_japan_is_read_in_every_writing(real_folder: Path) -> None:
    text = (real_folder / "gazetteer" / "localgovjp-utf8.csv").read_text(encoding="utf-8-sig")
    codes = {row["lgcode"] for row in csv.DictReader(io.StringIO(text)) if row["lgcode"]}
    assert len(codes) > 1_900
    unread = set()
    for code in codes:
        for written in (code, code[:5], code.lstrip("0"), code[:5].lstrip("0")):
            try:
                assert municipality_code(written) == code
            except ValueError:
                unread.add(written)
    assert sorted(unread) == AMBIGUOUS
    assert {city_of_ward(code) for code in codes} <= codes
