"""C3, C9, C20: how rows and columns are divided, what is no row of a list, and how much is read."""

from __future__ import annotations

import time

import pytest

from importers import hachimaru_list, kodomo_shokudo, place_list, standard_facility
from importers._record import FormatError, Problem, Record
from importers._tables import table_body as _table_body
from importers._tables.csv import csv_rows, delimiter_of
from tests.importers.build import assert_plain, cells, delivery, read, refused, xlsx

FORM = hachimaru_list.FORMAT
HEAD = "名称,住所,設置場所,開設年,緯度,経度\n"
ROWS = "見本の里,新町1-2,会館,2020,35.66,139.31\n見本の森,本町3,,2021,35.67,139.32\n"


def names(records: list[Record]) -> list[str]:
    return [record.fields["name"] for record in records]


def told(problems: list[Problem]) -> list[tuple[str, str, int | None]]:
    for problem in problems:
        assert_plain(problem)
    return [(problem.code, problem.severity, problem.line) for problem in problems]


# C3


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_c3_delimiters_and_line_ends(sign: str, end: str) -> None:
    files = ("a.csv", (HEAD + ROWS).replace(",", sign).replace("\n", end).encode())
    assert FORM.recognises(delivery(files))
    records, problems = read(FORM, files)
    assert (names(records), [record.line for record in records], problems) == (
        ["見本の里", "見本の森"],
        [2, 3],
        [],
    )


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("名称,曜日\nA,月;火;水;木;金\nB,土;日\n", ","),
        ("名称;メモ\nA;1,2,3\nB;4\n", ";"),
        ("名称\t住所\nA\tB,C,D\n", "\t"),
        ('名称,"a;b;c;d"\nA,"x;y;z;w"\n', ","),
        ("sep=;\n名称;住所\nA;B\n", ";"),
        ("名称\nA\n", "\t"),
        ("", "\t"),
    ],
)
def test_c3_the_delimiter_is_what_most_rows_agree_on(text: str, sign: str) -> None:
    assert delimiter_of(text) == sign


def test_c3_the_line_that_names_the_delimiter_is_no_row() -> None:
    assert list(csv_rows("sep=;\na;b\n1;2\n", "a.csv")) == [(2, ["a", "b"]), (3, ["1", "2"])]


def test_c3_line_breaks_inside_quotes() -> None:
    records, problems = read(
        FORM, ("a.csv", (HEAD + '"見本の\n里","新町\r\n1-2",,,35.66,139.31\n' + ROWS).encode())
    )
    assert (names(records)[0], records[0].fields["address"]) == ("見本の\n里", "新町\n1-2")
    assert ([record.line for record in records], problems) == ([2, 5, 6], [])


def test_c3_a_stray_quote_leaves_its_row_out() -> None:
    body = '見本の"家",新町,,,35.66,139.31\n"見本"の坂,本町,,,35.66,139.31\n' + ROWS
    records, problems = read(FORM, ("a.csv", (HEAD + body).encode()))
    assert names(records) == ['見本の"家"', "見本の里", "見本の森"]
    assert told(problems) == [("TAB-903", "row", 3)]


@pytest.mark.parametrize("body", ['見本,"開いたまま,,,35.66,139.31\n' + ROWS, '"a\nb"c",x\n' + ROWS])
def test_c3_a_quote_that_swallows_rows_refuses_the_file(body: str) -> None:
    problem = refused(FORM, ("a.csv", (HEAD + body).encode()))
    assert (problem.code, problem.line) == ("IMP-144", 2)


def test_c3_an_open_quote_at_the_end_of_what_is_looked_at_is_no_fault() -> None:
    body = "".join(f'見本{n},"新町\n{"1" * 100}",,,35.66,139.31\n' for n in range(1_000))
    files = ("a.csv", (HEAD + body).encode())
    assert FORM.recognises(delivery(files))
    assert len(read(FORM, files)[0]) == 1_000
    assert list(csv_rows('a,b\n1,"x', "a.csv", cut=True)) == [(1, ["a", "b"])]


def test_c3_ragged_rows() -> None:
    body = "見本の家,新町\n見本の坂,本町,,,35.66,139.31,余り\n見本の丘,本町,,,35.66,139.31,,,\n" + ROWS
    records, problems = read(FORM, ("a.csv", (HEAD + body).encode()))
    assert names(records) == ["見本の家", "見本の丘", "見本の里", "見本の森"]
    assert told(problems) == [("TAB-902", "note", None), ("IMP-149", "row", 3)]


def test_c3_a_title_twice_is_refused_only_where_the_columns_differ() -> None:
    head = "名称,住所,設置場所,開設年,緯度,経度,住所\n"
    row = "見本,新町,,,35.66,139.31,{}\n"
    for same in ("新町", ""):
        records, problems = read(FORM, ("a.csv", (head + row.format(same)).encode()))
        assert (records[0].fields["address"], problems) == ("新町", [])
    problem = refused(FORM, ("a.csv", (head + row.format("新町") + row.format("本町")).encode()))
    assert (problem.code, problem.line, problem.value) == ("IMP-147", 3, "住所")


def test_c3_a_column_without_a_title_is_told() -> None:
    head = HEAD.strip() + ",,\n"
    records, problems = read(FORM, ("a.csv", (head + "見本,新町,,,35.66,139.31,,値\n").encode()))
    assert names(records) == ["見本"]
    assert told(problems) == [("TAB-904", "note", 1)]
    assert "8列目" in problems[0].message
    assert read(FORM, ("a.csv", (head + "見本,新町,,,35.66,139.31,,\n").encode()))[1] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "IMP-140"),
        (b"\n\r\n", "IMP-143"),
        (HEAD.encode(), "IMP-146"),
        ((HEAD + ",,,,,\n").encode(), "IMP-146"),
    ],
)
def test_c3_nothing_below_the_header(data: bytes, code: str) -> None:
    assert refused(FORM, ("a.csv", data)).code == code


# C9


def test_c9_totals_repetitions_and_remarks_are_no_places() -> None:
    body = ROWS + "合計,,,,,\n（再掲）,新町,,1,,\n※ 令和5年4月1日現在,,,,,\n注1 休館中を含む,,,,,\n"
    records, problems = read(FORM, ("a.csv", (HEAD + body).encode()))
    assert names(records) == ["見本の里", "見本の森"]
    assert told(problems) == [("TAB-906", "row", line) for line in (4, 5, 6, 7)]


def test_c9_a_total_in_the_first_column_is_no_place() -> None:
    head = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,収容定員\n"
    body = "990019,1,見本の里,新町,35.66,139.31,20\n合計,,,,,,20\n"
    records, problems = read(standard_facility.FORMAT, ("a.csv", (head + body).encode()))
    assert (names(records), told(problems)) == (["見本の里"], [("TAB-906", "row", 3)])


@pytest.mark.parametrize(
    "name", ["計画相談 見本", "合計特殊カフェ", "注文の多い料理店", "小計画書房", "※見本カフェ"]
)
def test_c9_a_place_with_an_address_is_a_place_whatever_it_is_called(name: str) -> None:
    records, problems = read(FORM, ("a.csv", (HEAD + f"{name},新町,,,35.66,139.31\n").encode()))
    assert (names(records), problems) == ([name], [])


def test_c9_a_header_in_two_rows_with_merged_cells() -> None:
    rows = (
        cells(1, "見本市の一覧")
        + cells(2, "名称", "住所", "設置場所", "開設年", "位置", "")
        + cells(3, "", "", "", "", "緯度", "経度")
        + cells(4, "見本の里", "新町1-2", "会館", 2020, 35.66, 139.31)
    )
    files = ("a.xlsx", xlsx(rows))
    assert FORM.recognises(delivery(files))
    records, problems = read(FORM, files)
    assert (names(records), records[0].line, problems) == (["見本の里"], 4, [])
    assert (records[0].fields["lat"], records[0].fields["opened_year"]) == (35.66, 2020)


def test_c9_rows_below_a_merged_cell_have_no_name_and_are_told() -> None:
    rows = cells(1, "名称", "住所", "設置場所", "開設年", "緯度", "経度")
    rows += cells(2, "見本の里", "新町", "a", 2020, 35.66, 139.31) + cells(
        3, "", "本町", "b", 2021, 35.67, 139.32
    )
    records, problems = read(FORM, ("a.xlsx", xlsx(rows)))
    assert (names(records), told(problems)) == (["見本の里"], [("VAL-304", "row", 3)])


# C20


def test_c20_more_rows_than_a_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_table_body, "MAX_ROWS", 3)
    problem = refused(FORM, ("a.csv", (HEAD + ROWS * 2).encode()))
    assert (problem.code, problem.line) == ("IMP-113", 5)
    assert "3行まで" in problem.message


def test_c20_more_columns_than_a_list_has_are_refused() -> None:
    head = HEAD.strip() + "".join(f",列{n}" for n in range(2_000)) + "\n"
    assert refused(FORM, ("a.csv", (head + ROWS).encode())).code == "IMP-113"


def test_c20_under_the_cap_a_row_costs_well_under_a_third_of_a_millisecond() -> None:
    body = "".join(f"見本{n},新町{n},会館,2020,35.66,139.31\n" for n in range(20_000))
    began = time.process_time()
    records, problems = read(FORM, ("a.csv", (HEAD + body).encode()))
    # 200,000 rows in 60 s would be 0.3 ms a row.
    assert time.process_time() - began < 20_000 * 0.0003
    assert (len(records), problems) == (20_000, [])


def test_c19_c20_a_cell_of_a_megabyte_leaves_its_row_out() -> None:
    body = f"見本の家,{'新' * 1_000_000},,,35.66,139.31\n見本の坂,{'本' * 110_000},,,35.66,139.31\n" + ROWS
    records, problems = read(FORM, ("a.csv", (HEAD + body).encode()))
    assert names(records) == ["見本の里", "見本の森"]
    assert told(problems) == [("TAB-912", "row", 2), ("TAB-912", "row", 3)]


def test_c3_the_real_lists_have_nothing_odd_about_them(real_data) -> None:  # type: ignore[no-untyped-def]
    files = real_data("kodomoshokudo/132080_chofushi_kodomosyokudo.csv")
    assert [item for item in kodomo_shokudo.FORMAT.read(files) if isinstance(item, Problem)] == []
    files = real_data("hachioji/hinanbasho.csv")
    assert [item for item in place_list.FORMAT.read(files) if isinstance(item, Problem)] == []


def test_faults_that_a_reader_does_not_take_row_by_row_are_raised() -> None:
    with pytest.raises(FormatError):
        list(csv_rows('a,b\n"1"2,3\n', "a.csv"))
