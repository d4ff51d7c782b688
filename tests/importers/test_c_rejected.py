"""Rows that were left out come back as a file that can be mended and handed in again, without a loss."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import (
    area_geojson,
    hachimaru_list,
    mhlw_json,
    place_list,
    resident_register,
    standard_facility,
)
from importers._record import Delivery, File, Format, FormatError, Problem, Record
from importers._tables.mended import REASON, as_given, escaped, unescaped
from importers._tables.rejected import rejected
from tests.importers import test_register as register
from tests.importers.build import (
    SQUARE,
    area,
    cells,
    delivery,
    geojson,
    read,
    shape_set,
    shape_zip,
    xlsx,
    zipped,
)
from tests.importers.test_census import MESH_ROWS, mesh
from tests.importers.test_damaged import SOUND
from tests.importers.test_formats import FORMATS

FORM = hachimaru_list.FORMAT
HEAD = "名称,住所,設置場所,開設年,緯度,経度\n"
ROWS = "見本の里,新町1-2,会館,2020,35.66,139.31\n見本の森,本町3,,2021,35.67,139.32\n見本の丘,本町4,,,,\n"
#: What a spreadsheet would run, and what is easily lost on the way.
CELLS = st.text(st.sampled_from("見本あ1２ \"',;\n\t=+-@＝－＠'"), max_size=8)


def opened(file: File | None) -> list[list[str]]:
    """The rows as Excel would show them."""
    assert file is not None
    assert file.data.startswith(b"\xef\xbb\xbf")
    text = file.data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline="")))


def again(form: Format, file: File | None) -> tuple[list[Record], list[Problem]]:
    assert file is not None
    files = (file.name, file.data)
    assert form.recognises(delivery(files))
    return read(form, files)


def facts(records: Sequence[Record]) -> list[tuple[object, object]]:
    return [(dict(record.fields), record.geometry) for record in records]


def test_the_header_and_exactly_these_rows_with_their_reasons() -> None:
    files = delivery(("一覧.csv", ("見本市の一覧,,,,,\n" + HEAD + ROWS).encode("cp932")))
    file = rejected(files, [5, 3], {3: "名称が空欄です。", 5: "=1+1"})
    assert file is not None
    assert file.name == "一覧_取り込めなかった行.csv"
    assert opened(file) == [
        ["名称", "住所", "設置場所", "開設年", "緯度", "経度", REASON],
        ["見本の里", "新町1-2", "会館", "2020", "35.66", "139.31", "名称が空欄です。"],
        ["見本の丘", "本町4", "", "", "", "", "'=1+1"],
    ]
    records, problems = again(FORM, file)
    assert [record.fields["name"] for record in records] == ["見本の里", "見本の丘"]
    assert problems == []


@pytest.mark.parametrize(
    "lines", [[], [1], [99], {}, {"a.csv": []}, {"b.csv": [2]}, {"a.csv": [2], "b.csv": [2]}]
)
def test_lines_that_are_not_there_give_no_file(lines: object) -> None:
    assert rejected(delivery(("a.csv", (HEAD + ROWS).encode())), lines, {}) is None  # type: ignore[arg-type]


def test_a_row_with_a_cell_too_many_can_be_mended_and_is_told_again_until_it_is() -> None:
    data = (HEAD + "見本,新町,1-2,会館,2020,35.66,139.31\n" + ROWS).encode()
    files = delivery(("a.csv", data))
    (problem,) = [each for each in FORM.read(files) if isinstance(each, Problem)]
    assert (problem.code, problem.line) == ("IMP-149", 2)
    file = rejected(files, [2], {2: problem.message})
    assert file is not None
    assert opened(file)[0][-2:] == ["", REASON]
    records, problems = again(FORM, file)
    assert (records, [each.code for each in problems]) == ([], ["IMP-149"])
    mended = file.data.decode("utf-8-sig").replace("新町,1-2", '"新町,1-2"').replace("139.31,", "139.31,,")
    records, problems = again(FORM, File(file.name, mended.encode("cp932")))
    assert (records[0].fields["address"], problems) == ("新町,1-2", [])


def test_a_row_that_could_not_be_divided_comes_along() -> None:
    data = (HEAD + '"見本"の坂,新町,,,35.66,139.31\n' + ROWS).encode()
    file = rejected(delivery(("a.csv", data)), [2], {2: "引用符"})
    assert opened(file)[1] == ['"見本"の坂', "新町", "", "", "35.66", "139.31", "引用符"]


def test_a_mended_file_saved_as_a_workbook_is_read_too() -> None:
    rows = cells(1, *HEAD.strip().split(","), REASON) + cells(
        2, "見本", "'=新町", "", 2020, 35.66, 139.31, "だめ"
    )
    records, problems = again(FORM, File("a.xlsx", xlsx(rows)))
    assert (records[0].fields["address"], problems) == ("=新町", [])


def test_a_workbook_gives_a_csv_of_the_sheet_that_was_read() -> None:
    rows = (
        cells(2, "name", "lat", "lon", "住所")
        + cells(5, "見本", 35.6, 139.3, "新町")
        + cells(7, "", 35.6, 139.3, "本町")
    )
    files = delivery(("一覧.xlsx", xlsx(rows)))
    file = rejected(files, {"一覧.xlsx": [7]}, {7: "名称が空欄です。"})
    assert file is not None
    assert file.name == "一覧_取り込めなかった行.csv"
    assert opened(file) == [
        ["name", "lat", "lon", "住所", REASON],
        ["", "35.6", "139.3", "本町", "名称が空欄です。"],
    ]


def test_a_header_in_two_rows_comes_whole() -> None:
    data = "名称,住所,位置,,設置場所,開設年\n,,緯度,経度,,\n見本,新町,35.66,139.31,,2020\n".encode()
    file = rejected(delivery(("a.csv", data)), [3], {})
    assert len(opened(file)) == 3
    assert again(FORM, file)[0][0].fields["lat"] == 35.66


def test_tables_of_people_keep_the_day_above_their_header() -> None:
    rows = [
        ["住民基本台帳人口（令和6年4月1日現在）"],
        ["町名", "総数", *register.FIVES],
        register.town("新町"),
        register.town("本町"),
    ]
    files = delivery(("a.xlsx", register.book({"Sheet1": rows})))
    file = rejected(files, [4], {4: "だめ"})
    assert file is not None
    records, problems = again(resident_register.FORMAT, file)
    assert ([record.fields["town"] for record in records], problems) == (["本町"], [])
    assert resident_register.FORMAT.as_of(Delivery((file,))) == resident_register.FORMAT.as_of(files)


def test_census_tables_keep_both_rows_of_their_header() -> None:
    file = rejected(delivery(("a.zip", zipped({"a.txt": mesh(*MESH_ROWS)}))), {"a.zip": [6]}, {6: "だめ"})
    assert file is not None
    form = FORMATS["estat_mesh"]
    records, problems = again(form, file)
    assert ([record.fields["mesh_code"] for record in records], problems) == (["53393579"], [])
    hidden = rejected(delivery(("a.txt", mesh(*MESH_ROWS))), [3, 4], {})
    assert facts(again(form, hidden)[0]) == facts(read(form, ("a.txt", mesh(*MESH_ROWS[:2])))[0])


def test_workbooks_of_several_sheets_of_people_give_none() -> None:
    head = ["町名", "総数", *register.FIVES]
    book = register.book({"男": [head, register.town("新町")], "女": [head, register.town("新町")]})
    assert rejected(delivery(("a.xlsx", book)), [2], {2: "だめ"}) is None


def test_a_geojson_stays_one() -> None:
    features = [
        ({"名称": "見本", "備考": "=1"}, area()),
        ({"名称": "本町"}, area([])),
        (None, area()),
        ({"名称": "新町"}, area()),
    ]
    files = delivery(("区域.geojson", geojson(features, crs="urn:ogc:def:crs:EPSG::6668")))
    file = rejected(files, {"区域.geojson": [1, 3, 4, 9]}, {1: "だめ", 4: "形"})
    assert file is not None
    assert file.name == "区域_取り込めなかった行.geojson"
    document = json.loads(file.data)
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::6668"
    assert [(each["properties"], each.get(REASON)) for each in document["features"]] == [
        ({"名称": "見本", "備考": "=1"}, "だめ"), (None, None), ({"名称": "新町"}, "形"),
    ]  # fmt: skip
    assert len(again(area_geojson.FORMAT, file)[0]) == 2


def test_a_list_in_json_stays_one() -> None:
    form, item = mhlw_json.FORMAT, json.loads(SOUND["mhlw_json"][0][1])[0]
    data = json.dumps([item, item | {"name": "\ud800見本"}, item | {"name": "見本", "id": "2"}]).encode()
    file = rejected(delivery(("a.json", data)), [2, 3], {2: "だめ"})
    assert [record.fields["name"] for record in again(form, file)[0]] == ["見本", "見本"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", shape_zip(shape_set([({"名称": "見本"}, SQUARE)]))),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(100)),
        ("a.kml", b"<kml/>"),
        ("a.csv", b""),
        ("a.csv", b"\xff\xfe\xff"),
        ("a.csv", b"1,2\n3,4\n"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.json", b'{"features":5}'),
        ("a.json", b'{"elements":[]}'),
        ("a.json", b"{"),
    ],
)
def test_other_files_give_none(name: str, data: bytes) -> None:
    assert rejected(delivery((name, data)), [1, 2], {1: "だめ"}) is None


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_can_run(sign: str) -> None:
    cell = f"{sign}cmd|' /C calc'!A0"
    data = (HEAD + f'"{cell}",新町,"\'{cell}",,35.66,139.31\n').encode()
    file = rejected(delivery(("a.csv", data)), [2], {2: cell})
    for shown in opened(file)[1]:
        assert shown[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@given(CELLS)
def test_an_apostrophe_is_taken_off_as_it_was_put_on(cell: str) -> None:
    assert unescaped(escaped(cell)) == cell
    assert escaped(cell)[:1] not in tuple("=+-@\t\r\n＝＋－＠") or not cell


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6))
def test_a_list_all_of_whose_rows_are_rejected_comes_back_the_same(rows: list[list[str]]) -> None:
    made = io.StringIO()
    csv.writer(made).writerows(
        [HEAD.strip().split(","), *([f"見本{n}", *row[1:]] for n, row in enumerate(rows))]
    )
    files = delivery(("a.csv", made.getvalue().encode()))
    try:
        before = [item for item in FORM.read(files) if isinstance(item, Record)]
    except FormatError:
        return
    file = rejected(files, [record.line for record in before], {record.line: "=だめ" for record in before})
    assert facts(again(FORM, file)[0]) == facts(before)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_a_workbook_all_of_whose_rows_are_rejected_comes_back_the_same(
    rows: list[tuple[str, str, str]],
) -> None:
    def safe(text: str) -> str:
        return text.replace("\t", "").replace("\n", "")

    body = "".join(cells(n, f"見本{n}", *map(safe, row), 35.66, 139.31) for n, row in enumerate(rows, 2))
    files = delivery(("a.xlsx", xlsx(cells(1, *HEAD.strip().split(",")) + body)))
    before = [item for item in FORM.read(files) if isinstance(item, Record)]
    file = rejected(files, [record.line for record in before], {})
    assert facts(again(FORM, file)[0]) == facts(before)


@pytest.mark.parametrize("name", sorted(SOUND))
def test_every_sound_table_comes_back_the_same(name: str) -> None:
    if not FORMATS[name].by_row:
        pytest.skip("a record of this format is many rows: the whole table is mended")
    files = Delivery(tuple(File(*each) for each in SOUND[name]))
    before = [item for item in FORMATS[name].read(files) if isinstance(item, Record)]
    lines: dict[str, list[int]] = {}
    for record in before:
        lines.setdefault(record.file, []).append(record.line)
    file = rejected(files, lines, {line: "だめ" for found in lines.values() for line in found})
    if file is None:
        assert not files.files[0].name.endswith((".csv", ".xlsx", ".geojson"))
        return
    rest = [each for each in files.files if each.name not in lines]
    back = Delivery((file, *rest))
    assert FORMATS[name].recognises(back)
    after = [item for item in FORMATS[name].read(back) if isinstance(item, Record)]
    assert facts(after) == facts(before)


@pytest.mark.real
@pytest.mark.parametrize(
    ("form", "name"),
    [
        (standard_facility.FORMAT, "hachioji/kosodateshisetuitiran.xlsx"),
        (FORMATS["kodomo_shokudo"], "kodomoshokudo/132098_machidashi_kodomosyokudo.csv"),
        (FORMATS["mhlw_csv"], "hachioji/mhlw/520_rouken_20250601.csv"),
        (place_list.FORMAT, "hachioji/hinanbasho.csv"),
        (place_list.FORMAT, "sapporo/nurseryFacilities.geojson"),
        (FORMATS["town_gazetteer"], "gazetteer/geolonia_towns_hachioji.csv"),
        (resident_register.FORMAT, "sapporo/jounen202010_ward.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_real_lists_come_back_the_same(real_data, form: Format, name: str) -> None:  # type: ignore[no-untyped-def]
    files = real_data(name)
    before = [item for item in form.read(files) if isinstance(item, Record)]
    file = rejected(files, {record.line for record in before}, {})
    assert file is not None
    after = [item for item in form.read(Delivery((file,))) if isinstance(item, Record)]
    assert facts(after) == facts(before)


def test_rows_without_our_marks_pass_unchanged() -> None:
    rows = [(1, ["a", "b"]), (2, ["'x", "1"]), (5, ["", "2", "3"])]
    assert list(as_given(rows)) == rows
