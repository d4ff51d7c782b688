"""Holds how lists of towns by school are read: what a cell lists, merged cells, conditions, two kinds of school."""

from __future__ import annotations

import time

import pytest

from importers import school_district_table
from importers._lists.town_list import towns_of
from importers._record import Record
from layers import elementary_district, junior_high_district
from layers._layer import TownDistrictRow
from tests.importers.build import assert_plain, cells, delivery, read, refused, xlsx


@pytest.mark.parametrize(
    ("cell", "towns"),
    [
        ("石川町", [("石川町", None)]),
        ("石川町、宇津木町，高倉町;平町", [("石川町", None), ("宇津木町", None), ("高倉町", None), ("平町", None)]),
        ("石川町\n宇津木町 高倉町", [("石川町", None), ("宇津木町", None), ("高倉町", None)]),
        ("大和田町\n五丁目", [("大和田町5丁目", None)]),
        ("石川町(1番地〜300番地)", [("石川町", "1番地~300番地")]),
        ("石川町（1番地～300番地、305番地）、平町（一部）", [("石川町", "1番地~300番地、305番地"), ("平町", "一部")]),
        ("石川町(全域)、平町の全域、高倉町 全域", [("石川町", None), ("平町", None), ("高倉町", None)]),
        ("鹿島の一部、松木一部", [("鹿島", "一部"), ("松木", "一部")]),
        ("石川町(481番地を除く)", [("石川町", "481番地を除く")]),
        ("石川町、ただし481番地を除く。", [("石川町", "ただし481番地を除く")]),
        ("石川町のうち1番地から300番地まで", [("石川町", "うち1番地から300番地まで")]),
        ("石川町1番地から300番地、305番地", [("石川町", "1番地から300番地、305番地")]),
        ("石川町481", [("石川町", "481")]),
        ("台町三丁目1番～20番", [("台町3丁目", "1番~20番")]),
        ("台町一丁目・二丁目・三丁目", [("台町1丁目", None), ("台町2丁目", None), ("台町3丁目", None)]),
        ("台町1・2丁目", [("台町1丁目", None), ("台町2丁目", None)]),
        ("台町一、二丁目", [("台町1丁目", None), ("台町2丁目", None)]),
        ("台町１～３丁目", [("台町1丁目", None), ("台町2丁目", None), ("台町3丁目", None)]),
        ("台町一丁目から三丁目まで", [("台町1丁目", None), ("台町2丁目", None), ("台町3丁目", None)]),
        ("台町1～2、4丁目", [("台町1丁目", None), ("台町2丁目", None), ("台町4丁目", None)]),
        ("下柚木、下柚木2・3丁目", [("下柚木", None), ("下柚木2丁目", None), ("下柚木3丁目", None)]),
        ("北3条西5丁目～6丁目", [("北3条西5丁目", None), ("北3条西6丁目", None)]),
        ("三番町・四番町", [("三番町", None), ("四番町", None)]),
        ("みなみ野一丁目及び二丁目", [("みなみ野1丁目", None), ("みなみ野2丁目", None)]),
        ("松木(1〜20番地、松木台)、平町", [("松木", "1~20番地、松木台"), ("平町", None)]),
        ("その他の区域", [("その他の区域", None)]),
        ("", []),
        ("、、", []),
    ],
)  # fmt: skip
def test_what_a_cell_lists(cell: str, towns: list[tuple[str, str | None]]) -> None:
    assert towns_of(cell) == towns


@pytest.mark.parametrize(
    "unit",
    [
        "台",
        "1",
        "(",
        ")",
        "1丁目",
        "1~",
        "、",
        "の",
        "一",
        " ",
        "1丁目、",
        "うち",
        "1条",
        "台町1、",
        "を除く",
        "台町(",
        "\n",
    ],
)
def test_long_nonsense_is_read_in_time(unit: str) -> None:
    start = time.process_time()
    towns_of(unit * (50_000 // len(unit)))
    assert time.process_time() - start < 0.5


def rows(text: str, name: str = "a.csv") -> list[tuple[str, str, str | None]]:
    records, _ = read(school_district_table.FORMAT, (name, text.encode()))
    return [(r.fields["town"], r.fields["school"], r.fields["part"]) for r in records]


def test_a_row_a_town() -> None:
    table = "学校名,町名,番地\n石川小学校,石川町,1～300\n高倉小学校,石川町,301～\n高倉小学校,高倉町,全域\n"
    assert rows(table) == [
        ("石川町", "石川小学校", "1～300"),
        ("石川町", "高倉小学校", "301～"),
        ("高倉町", "高倉小学校", None),
    ]


def test_a_row_a_school() -> None:
    table = '小学校名,通学区域\n第一小学校,"新町一・二丁目、八木町\n天神町(一部)"\n'
    assert rows(table) == [
        ("新町1丁目", "第一小学校", None),
        ("新町2丁目", "第一小学校", None),
        ("八木町", "第一小学校", None),
        ("天神町", "第一小学校", "一部"),
    ]


def test_blank_cells_are_those_above_and_that_is_said() -> None:
    table = "学校名,町名,番地\n石川小学校,石川町,1～300\n,平町,\n高倉小学校,,301～\n"
    assert rows(table) == [
        ("石川町", "石川小学校", "1～300"),
        ("平町", "石川小学校", None),
        ("平町", "高倉小学校", "301～"),
    ]
    _, problems = read(school_district_table.FORMAT, ("a.csv", table.encode()))
    assert [(p.code, p.severity) for p in problems] == [("IMP-212", "note")]
    assert "2か所" in problems[0].message


def test_merged_cells_of_a_workbook() -> None:
    sheet = xlsx(
        cells(1, "令和6年度 通学区域一覧")
        + cells(2, "学校名", "町名", "番地")
        + cells(3, "石川小学校", "石川町", "全域")
        + cells(4, "", "平町", "1番地～20番地")
        + cells(5, "※番地は地番です。")
    )
    records, problems = read(school_district_table.FORMAT, ("a.xlsx", sheet))
    assert [(r.line, r.fields["town"], r.fields["school"], r.fields["part"]) for r in records] == [
        (3, "石川町", "石川小学校", None),
        (4, "平町", "石川小学校", "1番地～20番地"),
    ]
    assert [problem.code for problem in problems] == ["IMP-212", "IMP-214"]


def test_a_school_without_towns_is_told() -> None:
    table = "学校名,町名\n石川小学校,石川町\n自由校,\n平小学校,平町\n"
    assert [school for _, school, _ in rows(table)] == ["石川小学校", "平小学校"]
    _, problems = read(school_district_table.FORMAT, ("a.csv", table.encode()))
    assert [(p.code, p.severity, p.line, p.value) for p in problems] == [("IMP-213", "note", 3, "自由校")]
    assert_plain(problems[0])


def test_both_kinds_of_school_side_by_side() -> None:
    table = "町名,番地,小学校,中学校\n石川町,全域,石川小,石川中\n平町,1～20,石川小,第二中\n".encode()
    files = delivery(("a.csv", table))
    assert school_district_table.kinds(files) == {"小学校", "中学校"}
    records, _ = read(school_district_table.FORMAT, ("a.csv", table))
    elementary = [row for row in map(elementary_district.LAYER.to_row, records) if row]
    junior = [row for row in map(junior_high_district.LAYER.to_row, records) if row]
    assert elementary == [
        TownDistrictRow("石川町", "石川小学校"),
        TownDistrictRow("平町", "石川小学校", "1～20"),
    ]
    assert junior == [TownDistrictRow("石川町", "石川中学校"), TownDistrictRow("平町", "第二中学校", "1～20")]
    assert elementary_district.LAYER.accepts(files)
    assert junior_high_district.LAYER.accepts(files)


def test_each_table_goes_to_the_layer_of_its_schools() -> None:
    files = delivery(("a.csv", "学校名,町名\n石川中学校,石川町\n".encode()))
    assert (elementary_district.LAYER.accepts(files), junior_high_district.LAYER.accepts(files)) == (
        False,
        True,
    )
    both = delivery(("a.csv", "学校名,町名\n見本義務教育学校,石川町\n".encode()))
    assert (elementary_district.LAYER.accepts(both), junior_high_district.LAYER.accepts(both)) == (True, True)
    unknown = delivery(("a.csv", "学校名,町名\n石川,石川町\n".encode()))
    assert (elementary_district.LAYER.accepts(unknown), junior_high_district.LAYER.accepts(unknown)) == (
        True,
        True,
    )


def test_the_standard_table_of_the_digital_agency() -> None:
    table = "全国地方公共団体コード,学校ID,名称,通学区域の住所,備考\n132012,1,新町小学校,新町1丁目;新町2丁目;本町,\n"
    records, _ = read(school_district_table.FORMAT, ("a.csv", table.encode("utf-16")))
    assert [record.fields["town"] for record in records] == ["新町1丁目", "新町2丁目", "本町"]
    assert {record.fields["municipality_code"] for record in records} == {"132012"}


def test_columns_of_their_own_for_ward_and_chome() -> None:
    table = "区,町名,丁目,学校名\n中央区,大通西,1,大通小学校\n,,2～3,\n北区,新川,全,新川小学校\n"
    assert rows(table) == [
        ("中央区大通西1丁目", "大通小学校", None),
        ("中央区大通西2丁目", "大通小学校", None),
        ("中央区大通西3丁目", "大通小学校", None),
        ("北区新川", "新川小学校", None),
    ]


def test_a_remark_counts_only_where_it_limits() -> None:
    table = "学校名,町名,備考\n石川小学校,石川町,481番地を除く\n石川小学校,平町,昭和50年開校\n"
    assert [part for _, _, part in rows(table)] == ["481番地を除く", None]


def test_a_list_of_schools_is_no_list_of_towns() -> None:
    for text in (
        "学校名,住所,電話番号\n石川小学校,石川町1,042\n",
        "町名,人口\n石川町,5\n",
        "名称,住所\nA,x\n",
    ):
        assert not school_district_table.FORMAT.recognises(delivery(("a.csv", text.encode())))
    assert refused(school_district_table.FORMAT, ("a.csv", "学校名,住所\nA,x\n".encode())).code == "IMP-143"


def test_the_kind_is_told_by_the_name() -> None:
    table = "学校名,町名\n" + "".join(
        f"{name},本町\n" for name in ("一小学校", "一小", "一中", "一小中学校", "一学園", "一小学校（分校）")
    )
    records, _ = read(school_district_table.FORMAT, ("a.csv", table.encode()))
    assert [record.fields["kind"] for record in records if isinstance(record, Record)] == [
        "小学校", "小学校", "中学校", "義務教育学校", None, "小学校",
    ]  # fmt: skip
