"""Holds the residents' register by town and age in the layouts that cities publish, and the national standard."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from importers import resident_register, standard_population
from importers._record import Format, Problem, Record
from importers._tables.codes import city_of_ward
from tests.importers.build import asked, assert_plain, delivery, read, refused

FIVES = [f"{age}～{age + 4}歳" for age in range(0, 85, 5)] + ["85歳以上"]
#: 18 figures that add up to 100: 9 aged 0–14, 70 aged 15–64, 21 aged 65 and over, 12 aged 75 and over.
AGES = [2, 3, 4, *[7] * 10, 4, 5, 6, 4, 2]
FORM = resident_register.FORMAT
ALL = ("t", 0, None)


def table(*rows: list[object], header: list[object] | None = None) -> bytes:
    lines = [header or ["町名", "総数", *FIVES], *rows]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode("utf-8-sig")


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    workbook = openpyxl.Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def town(name: str, *, times: int = 1) -> list[object]:
    return [name, 100 * times, *(age * times for age in AGES)]


def people(records: list[Record]) -> dict[str, object]:
    return {f"{r.fields['ward'] or ''}{r.fields['town']}": r.fields["counts"][ALL] for r in records}


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


# Layouts


def test_one_row_a_town_with_ages_across() -> None:
    files = ("jinkou_20241001.csv", table(town("新町"), town("本町", times=2)))
    assert FORM.recognises(delivery(files))
    assert FORM.as_of(delivery(files)) == date(2024, 10, 1)
    records, problems = read(FORM, files)
    assert problems == []
    counts = records[0].fields["counts"]
    assert [
        counts["t", *ages] for ages in ((0, 14), (15, 64), (65, None), (75, None), (0, None), (85, None))
    ] == [9, 70, 21, 12, 100, 2]
    assert (records[1].line, records[1].fields["town"], records[1].fields["ward"]) == (3, "本町", None)


def test_header_cells_with_breaks_and_blanks_and_the_day_in_the_title() -> None:
    header = ["", "人　口\n（人）", *(f"{age}～\n {age + 4}歳" for age in range(0, 85, 5)), "85歳\n以上"]
    rows = [["住民基本台帳人口（令和6年4月1日現在）"], header, town("新町"), ["注）外国人を含む。"]]
    files = ("a.xlsx", book({"Sheet1": rows}))
    assert FORM.as_of(delivery(files)) == date(2024, 4, 1)
    records, problems = read(FORM, files)
    assert (people(records), problems) == ({"新町": 100}, [])


def test_single_years_of_age_as_bare_numbers() -> None:
    header = ["町丁名", "人口", *map(str, range(100)), "100歳以上"]
    records, _ = read(FORM, ("a.csv", table(["新町", 101, *[1] * 101], header=header)))
    counts = records[0].fields["counts"]
    assert (counts[ALL], counts["t", 0, 14], counts["t", 65, None], counts["t", 75, None]) == (
        101,
        15,
        36,
        26,
    )


def test_blocks_of_sexes_side_by_side_under_a_merged_header() -> None:
    ages = ["総数", *FIVES]
    top = ["町丁目", "世帯数", "男女計", *[""] * 18, "男", *[""] * 18, "女", *[""] * 18]
    header = ["", "", *ages, *ages, *ages]
    male, female = AGES, [2 * age for age in AGES]
    both = [a + b for a, b in zip(male, female, strict=True)]
    row = ["新町一丁目", 150, 300, *both, 100, *male, 200, *female]
    records, problems = read(FORM, ("a.xlsx", book({"人口": [top, header, row]})))
    fields = records[0].fields
    assert (problems, fields["town"], fields["households"]) == ([], "新町一丁目", 150)
    assert [fields["counts"][sex, 65, None] for sex in "tmf"] == [63, 21, 42]


def test_sexes_under_each_age_in_a_second_header_row() -> None:
    top = ["町名", "総数", "", "", *(cell for age in FIVES for cell in (age, "", ""))]
    under = ["", *["計", "男", "女"] * 19]
    row = ["新町", *(cell for age in (100, *AGES) for cell in (3 * age, age, 2 * age))]
    records, problems = read(FORM, ("a.xlsx", book({"人口": [top, under, row]})))
    assert problems == []
    assert [records[0].fields["counts"][sex, 0, 14] for sex in "tmf"] == [27, 9, 18]


def test_three_rows_a_town_with_the_name_in_the_first() -> None:
    rows = [
        ["新町", "計", 300, *(3 * age for age in AGES)], ["", "男", 100, *AGES], ["", "女", 200, *(2 * age for age in AGES)],
        ["本町", "計", 300, *(3 * age for age in AGES)], ["", "男", 100, *AGES], ["", "女", 200, *(2 * age for age in AGES)],
    ]  # fmt: skip
    records, problems = read(FORM, ("a.csv", table(*rows, header=["町名", "区分", "総数", *FIVES])))
    assert (people(records), problems) == ({"新町": 300, "本町": 300}, [])
    assert [record.line for record in records] == [2, 5]
    assert [records[1].fields["counts"][sex, 75, None] for sex in "tmf"] == [36, 12, 24]


def test_titles_that_say_sex_and_age_at_once() -> None:
    header = ["町・丁目", "男", "女", *(f"{age}（男）" for age in FIVES), *(f"女 {age}" for age in FIVES)]
    row = ["新町", 100, 200, *AGES, *(2 * age for age in AGES)]
    records, problems = read(FORM, ("a.csv", table(row, header=header)))
    assert problems == []
    assert [records[0].fields["counts"][sex, 65, None] for sex in "mft"] == [21, 42, 63]
    assert records[0].fields["counts"][ALL] == 300


def test_the_number_of_a_block_in_a_column_of_its_own() -> None:
    header = ["町名コード", "町名", "丁目", "総数", *FIVES]
    rows = [["010", "新町", 1, 100, *AGES], ["010", "新町", 2, 100, *AGES]]
    assert set(people(read(FORM, ("a.csv", table(*rows, header=header)))[0])) == {"新町1丁目", "新町2丁目"}


def test_wards_in_a_column_in_headings_in_sheets_and_as_totals() -> None:
    header = ["区", "区分", "人口", *FIVES]
    column = [["全市", *town("全市", times=3)], ["東区", *town("東区", times=2)], ["東区", *town("新町")], ["東区", *town("本町")], ["西区", *town("西区")], ["西区", *town("新町")]]  # fmt: skip
    wanted = {"東区新町": 100, "東区本町": 100, "西区新町": 100}
    records, problems = read(FORM, ("a.csv", table(*column, header=header)))
    assert (people(records), codes(problems)) == (wanted, ["IMP-182"])
    headings = [["東区"], town("新町"), town("本町"), ["西区"], town("新町")]
    assert people(read(FORM, ("a.csv", table(*headings)))[0]) == wanted
    totals = [town("東区", times=3), town("新町"), town("本町", times=2), town("西区", times=3), town("新町", times=2), town("本町")]  # fmt: skip
    assert set(people(read(FORM, ("a.csv", table(*totals)))[0])) == {
        "東区新町",
        "東区本町",
        "西区新町",
        "西区本町",
    }
    head = ["町名", "総数", *FIVES]
    sheets = {"東区": [head, town("新町"), town("本町")], "西区": [head, town("新町")]}
    assert people(read(FORM, ("a.xlsx", book(sheets)))[0]) == wanted


def test_a_district_that_is_called_ku_is_a_town_unless_it_is_the_sum_of_those_below() -> None:
    rows = [town("第1区"), town("第2区", times=2), town("第3区", times=5)]
    assert people(read(FORM, ("a.csv", table(*rows)))[0]) == {"第1区": 100, "第2区": 200, "第3区": 500}


def test_sheets_by_sex_are_put_together_and_other_sheets_are_asked_about() -> None:
    head = ["町名", "総数", *FIVES]
    sexes = {"男": [head, town("新町")], "女": [head, town("新町", times=2)]}
    records, problems = read(FORM, ("a.xlsx", book(sexes)))
    assert (people(records), problems) == ({"新町": 300}, [])
    months = ("a.xlsx", book({"4月": [head, town("新町")], "5月": [head, town("新町", times=2)]}))
    question = asked(FORM, months)
    assert (question.code, question.choice, [o.value for o in question.options]) == (
        "IMP-188",
        "sheet",
        ["4月", "5月"],
    )
    records, problems = read(FORM, months, choices={"sheet": "5月"})
    assert (people(records), codes(problems)) == ({"新町": 200}, ["IMP-188"])
    assert refused(FORM, months, choices={"sheet": "6月"}).code == "IMP-188"


def test_a_sheet_of_foreigners_only_is_left_aside() -> None:
    head = ["町名", "総数", *FIVES]
    files = ("a.xlsx", book({"総数": [head, town("新町", times=2)], "外国人": [head, town("新町")]}))
    records, problems = read(FORM, files)
    assert (people(records), codes(problems)) == ({"新町": 200}, ["IMP-188"])


# Figures


def test_c7_c8_hidden_none_missing_and_zero_stay_apart() -> None:
    hidden = ["本町", 7, *["x"] * 18]
    nobody = ["空町", "-", *["-"] * 18]
    untold = ["謎町", 100, *["…"] * 18]
    records, problems = read(FORM, ("a.csv", table(town("新町"), hidden, nobody, untold)))
    by_name = {record.fields["town"]: record.fields["counts"] for record in records}
    assert (by_name["本町"][ALL], by_name["本町"]["t", 0, 4], by_name["本町"]["t", 65, None]) == (
        7,
        None,
        None,
    )
    assert (by_name["空町"][ALL], by_name["空町"]["t", 65, None]) == (0, 0)
    assert by_name["謎町"] == {ALL: 100}
    assert [(p.code, p.severity) for p in problems] == [("IMP-183", "note")]
    assert "5行目 謎町" in (problems[0].value or "")


def test_a_blank_cell_is_nobody_only_where_the_total_proves_it() -> None:
    proven = ["新町", 93, 2, 3, 4, *[7] * 9, "", 4, 5, 6, 4, 2]
    open_ = ["本町", 100, 2, 3, 4, *[7] * 9, "", 4, 5, 6, 4, 2]
    records, problems = read(FORM, ("a.csv", table(proven, open_)))
    first, second = (record.fields["counts"] for record in records)
    assert (first["t", 60, 64], first["t", 15, 64]) == (0, 63)
    assert ("t", 60, 64) not in second
    assert ("t", 15, 64) not in second
    assert second["t", 65, None] == 21
    assert codes(problems) == ["IMP-183"]


@pytest.mark.parametrize("cell", ["-5", "△3", "1.5", "不詳人"])
def test_c21_what_is_no_number_of_people_leaves_the_row_out(cell: str) -> None:
    records, problems = read(FORM, ("a.csv", table(town("新町"), ["本町", 100, cell, *AGES[1:]])))
    assert people(records) == {"新町": 100}
    assert [(p.code, p.severity, p.line, p.value) for p in problems] == [("VAL-302", "row", 3, cell)]
    assert_plain(problems[0])


def test_c21_contradictions_are_listed_by_line_and_asked_about() -> None:
    wrong = ["本町", 99, *AGES]
    files = ("a.csv", table(town("新町"), wrong))
    records, problems = read(FORM, files)
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("IMP-184", "note", 3),
        ("IMP-185", "ask", None),
    ]
    assert (problems[1].choice, [o.value for o in problems[1].options]) == ("accept:IMP-185", ["yes"])
    for problem in problems:
        assert_plain(problem)
    again = read(FORM, files, choices={"accept:IMP-185": "yes"})
    assert [(p.code, p.severity) for p in again[1]] == [("IMP-184", "note"), ("IMP-185", "note")]
    assert again[0] == records
    assert refused(FORM, files, choices={"accept:IMP-185": "no"}).code == "IMP-100"


def test_c9_totals_and_repetitions_are_no_towns_and_are_compared() -> None:
    rows = [
        town("総数", times=3),
        town("新町"),
        town("中央地区計", times=9),
        town("本町"),
        town("うち学生寮"),
        town("（再掲）新町"),
    ]
    records, problems = read(FORM, ("a.csv", table(*rows)))
    assert people(records) == {"新町": 100, "本町": 100}
    assert codes(problems) == ["IMP-182", "IMP-186"]
    assert "中央地区計" in (problems[0].value or "")
    assert (problems[1].line, "300人" in problems[1].message, "200人" in problems[1].message) == (
        2,
        True,
        True,
    )


def test_the_same_row_twice_is_a_fault_and_parts_of_a_town_are_not() -> None:
    _, problems = read(FORM, ("a.csv", table(town("新町"), town("新町"))))
    assert [(p.code, p.severity, p.line) for p in problems] == [("VAL-305", "row", 3)]
    assert read(FORM, ("a.csv", table(town("新町"), town("新町", times=2))))[1] == []


def test_a_title_that_two_columns_have_is_refused() -> None:
    header = ["町名", "総数", *FIVES, "0～4歳"]
    assert refused(FORM, ("a.csv", table([*town("新町"), 1], header=header))).code == "IMP-147"


def test_tables_without_ages_or_towns_are_refused_in_words() -> None:
    plain_table = "year,town_name,num_households,num_population\n2015,横山町,1832,2989\n".encode()
    problem = refused(FORM, ("a.csv", plain_table))
    assert (problem.code, "年齢のない表は使えません" in problem.remedy) == ("IMP-180", True)
    assert not FORM.recognises(delivery(("a.csv", plain_table)))
    assert refused(FORM, ("a.csv", table(town("総数")))).code == "IMP-181"


# The national standard

HEAD = "都道府県コード又は市区町村コード,地域コード,都道府県名,市区町村名,調査年月日,地域名,総人口,男性,女性,"
NEWER = "全国地方公共団体コード,地域コード,地方公共団体名,調査年月日,地域名,総人口,男性,女性,"
BY_SEX = [
    f"{age}{sex}"
    for age in (*[f"{a}-{a + 4}歳の" for a in range(0, 85, 5)], "85歳以上の")
    for sex in ("男性", "女性")
]


def standard(*rows: str, head: str = HEAD) -> bytes:
    return (head + ",".join([*BY_SEX, "世帯数", "備考"]) + "\n" + "\n".join(rows) + "\n").encode("cp932")


def standard_row(name: str, day: str = "2024-10-01", *, start: str = "990019,,見本県,見本市") -> str:
    figures = [str(figure) for age in AGES for figure in (age, age)]
    return ",".join([start, day, name, "200", "100", "100", *figures, "90", ""])


@pytest.mark.parametrize(
    ("head", "start"), [(HEAD, "990019,,見本県,見本市"), (NEWER, "990019,01,見本県見本市")]
)
def test_both_standards_are_read(head: str, start: str) -> None:
    form = standard_population.FORMAT
    files = ("a.csv", standard(standard_row("新町", start=start), standard_row("", start=start), head=head))
    assert form.recognises(delivery(files))
    assert not FORM.recognises(delivery(files))
    assert form.as_of(delivery(files)) == date(2024, 10, 1)
    records, problems = read(form, files)
    fields = records[0].fields
    assert (len(records), fields["municipality_code"], fields["households"]) == (1, "990019", 90)
    assert [fields["counts"][sex, 65, None] for sex in "tmf"] == [42, 21, 21]
    assert codes(problems) == ["IMP-182"]


def test_of_several_days_the_newest_is_used_and_told() -> None:
    files = ("a.csv", standard(standard_row("新町", "2024/9/1"), standard_row("新町", "2024/10/1")))
    records, problems = read(standard_population.FORMAT, files)
    assert ([record.line for record in records], codes(problems)) == ([3], ["IMP-187"])
    assert "2024-10-01" in problems[0].message


def test_the_whole_city_alone_is_no_table_of_towns() -> None:
    assert refused(standard_population.FORMAT, ("a.csv", standard(standard_row("")))).code == "IMP-181"


@pytest.mark.parametrize(
    ("ward", "city"),
    [("011011", "011002"), ("141313", "141305"), ("271420", "271403"), ("131016", "131016"), ("132012", "132012"), ("221384", "221309")],
)  # fmt: skip
def test_the_city_of_a_ward(ward: str, city: str) -> None:
    assert city_of_ward(ward) == city


# The real table


@pytest.mark.real
def test_the_register_of_sapporo(real_data) -> None:  # type: ignore[no-untyped-def]
    files = real_data("sapporo/jounen202010_ward.csv")
    form: Format = FORM
    assert form.recognises(files)
    assert form.as_of(files) == date(2020, 10, 1)
    out = list(form.read(files))
    records = [item for item in out if isinstance(item, Record)]
    assert codes([item for item in out if isinstance(item, Problem)]) == ["IMP-182"]
    assert len(records) == 5447
    assert sum(record.fields["counts"][ALL] for record in records) == 1_961_682
    assert sum(record.fields["counts"]["t", 65, None] is None for record in records) == 158
    assert len({record.fields["ward"] for record in records}) == 10
