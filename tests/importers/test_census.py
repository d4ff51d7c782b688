import time
from collections import Counter
from datetime import date

import pytest

from importers import estat_mesh, estat_small_area
from importers._people.census import bracket_of, read_count
from tests.importers.build import (
    SQUARE,
    area,
    assert_plain,
    delivery,
    geojson,
    read,
    refused,
    shape_set,
    zipped,
)

TITLES_2020 = (
    "　人口（総数）,　人口（総数）　男,　人口（総数）　女,　６５歳以上人口　総数,"
    "　７５歳以上人口　女,　外国人人口　総数,　世帯総数"
)
MESH_ROWS = (
    "53393568,1,,53393569;53393578,100,48,52,30,-,5,40",
    "53393569,2,53393568,,3,1,2,*,*,*,2",
    "53393578,2,53393568,,4,2,2,*,*,*,3",
    "53393579,0,,,10,5,5,2,1,0,4",
)


def mesh(*rows: str, table: str = "T001100", titles: str = TITLES_2020) -> bytes:
    numbers = ",".join(f"{table}{n:03d}" for n in range(1, titles.count(",") + 2))
    lines = [f"KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,{numbers}", f",,,,{titles}", *rows]
    return "\r\n".join(lines).encode("cp932")


# Meaning of columns and figures


@pytest.mark.parametrize(
    ("title", "bracket"),
    [
        ("　人口総数", ("t", 0, None)),
        ("　人口総数　男", ("m", 0, None)),
        ("　人口（総数）", ("t", 0, None)),
        ("　人口（総数）　女", ("f", 0, None)),
        ("　０～１４歳人口総数", ("t", 0, 14)),
        ("　０～１４歳人口　総数", ("t", 0, 14)),
        ("　１５～６４歳人口　男", ("m", 15, 64)),
        ("　７５歳以上人口　女", ("f", 75, None)),
        ("総数、年齢「不詳」含む", ("t", 0, None)),
        ("男の総数、年齢「不詳」含む", ("m", 0, None)),
        ("総数０～４歳", ("t", 0, 4)),
        ("女７０～７４歳", ("f", 70, 74)),
        ("男１５歳未満", ("m", 0, 14)),
        ("総数７５歳以上", ("t", 75, None)),
    ],
)
def test_titles_tell_sex_and_ages(title: str, bracket: tuple[str, int, int | None]) -> None:
    assert bracket_of(title) == bracket


@pytest.mark.parametrize(
    "title",
    ["", "　外国人人口総数", "　世帯総数", "　一般世帯数", "　６５歳以上世帯員のいる一般世帯数", "平均年齢",
     "　１人世帯数　一般世帯数",
     "　世帯主の年齢が２０～２９歳の１人世帯数　一般世帯数", "面積"],
)  # fmt: skip
def test_other_titles_are_no_ages(title: str) -> None:
    assert bracket_of(title) is None


def test_three_states_of_a_figure() -> None:
    assert [read_count(cell) for cell in ("0", "12", "-", "－", "*", "X", " x ")] == [
        0,
        12,
        0,
        0,
        None,
        None,
        None,
    ]
    for cell in ("", " ", "…", "1.5", "-3", "１２x", "nan"):
        with pytest.raises(ValueError):
            read_count(cell)


# Meshes


def test_hidden_cells_know_where_their_people_are() -> None:
    records, problems = read(
        estat_mesh.FORMAT, ("tblT001100S5339.zip", zipped({"tblT001100S5339.txt": mesh(*MESH_ROWS)}))
    )
    assert problems == []
    first, second, third, last = (record.fields for record in records)
    assert [record.line for record in records] == [3, 4, 5, 6]
    assert (first["disposition"], first["joined_into"], first["joins"]) == (1, None, ("53393569", "53393578"))
    assert first["counts"] == {
        ("t", 0, None): 100, ("m", 0, None): 48, ("f", 0, None): 52, ("t", 65, None): 30, ("f", 75, None): 0,
    }  # fmt: skip
    assert (second["disposition"], second["joined_into"]) == (2, "53393568")
    assert (second["counts"]["t", 0, None], second["counts"]["t", 65, None]) == (3, None)
    assert (third["households"], last["households"], last["disposition"]) == (3, 4, 0)
    assert records[0].geometry.bounds == pytest.approx((139.725, 35.6333333, 139.7375, 35.6416667))
    assert records[0].srid == 6668


def test_columns_in_another_order_give_the_same() -> None:
    titles = "　世帯総数,　７５歳以上人口　女,　６５歳以上人口　総数,　人口（総数）"
    data = mesh("53393579,0,,,4,1,2,10", titles=titles)
    fields = read(estat_mesh.FORMAT, ("a.txt", data))[0][0].fields
    assert fields["counts"] == {("f", 75, None): 1, ("t", 65, None): 2, ("t", 0, None): 10}
    assert fields["households"] == 4


@pytest.mark.parametrize(
    ("table", "day"),
    [
        ("T000846", date(2015, 10, 1)),
        ("T001100", date(2020, 10, 1)),
        ("T001141", date(2020, 10, 1)),
        ("T000387", None),
    ],
)
def test_the_table_number_tells_the_year(table: str, day: date | None) -> None:
    files = ("a.zip", zipped({"a.txt": mesh(*MESH_ROWS, table=table)}))
    assert estat_mesh.FORMAT.recognises(delivery(files))
    assert estat_mesh.FORMAT.as_of(delivery(files)) == day


def test_an_unknown_table_names_the_known_ones() -> None:
    problem = refused(estat_mesh.FORMAT, ("a.txt", mesh(*MESH_ROWS, table="T000387")))
    assert (problem.code, problem.value) == ("IMP-160", "T000387")
    assert "T001100（2020年）" in problem.remedy


def test_a_hidden_cell_is_found_through_the_cell_that_took_it_in() -> None:
    rows = ["53393568,1,,53393569,100,48,52,30,0,5,40", "53393569,2,,,3,1,2,*,*,*,2"]
    records, problems = read(estat_mesh.FORMAT, ("a.txt", mesh(*rows)))
    assert (problems, records[1].fields["joined_into"]) == ([], "53393568")


def test_tables_of_two_years_are_not_mixed() -> None:
    files = [("a.txt", mesh(*MESH_ROWS)), ("b.txt", mesh(*MESH_ROWS, table="T000846"))]
    assert refused(estat_mesh.FORMAT, *files).code == "IMP-162"


def test_a_target_in_a_neighbouring_file() -> None:
    lone = mesh("53393579,2,53393588,,3,1,2,*,*,*,2")
    problems = read(estat_mesh.FORMAT, ("a.txt", lone))[1]
    assert [(p.code, p.severity, p.value) for p in problems] == [("JOIN-304", "note", "53393579 → 53393588")]
    assert_plain(problems[0])
    other = mesh("53393588,1,,53393579,30,10,20,8,1,0,9")
    assert read(estat_mesh.FORMAT, ("a.txt", lone), ("b.txt", other))[1] == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("5339,0,,,10,5,5,2,1,0,4", "GEO-212"),
        ("53398579,0,,,10,5,5,2,1,0,4", "GEO-212"),
        ("53393579,0,,,10,5,5,2", "VAL-302"),
        ("53393579,0,,,10,5,5,,1,0,4", "VAL-302"),
        ("53393579,9,,,10,5,5,2,1,0,4", "VAL-303"),
        ("53393568,0,,,10,5,5,2,1,0,4", "VAL-305"),
    ],
)
def test_rows_that_cannot_be_used(row: str, code: str) -> None:
    problems = read(estat_mesh.FORMAT, ("a.txt", mesh(MESH_ROWS[0], row)))[1]
    assert (problems[-1].code, problems[-1].severity, problems[-1].line) == (code, "row", 4)
    assert_plain(problems[-1])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "IMP-140"),
        (b"a,b\n1,2\n", "IMP-143"),
        (mesh(), "IMP-146"),
        (mesh("53393579,0,,,1", titles="　世帯総数"), "IMP-161"),
        (b"<html></html>", "IMP-141"),
        (zipped({"a.xml": b"<x/>"}), "IMP-124"),
    ],
)
def test_files_that_are_no_mesh_table(data: bytes, code: str) -> None:
    name = "a.zip" if data.startswith(b"PK") else "a.txt"
    assert refused(estat_mesh.FORMAT, (name, data)).code == code


# Small areas

HEAD = "KEY_CODE,HYOSYO,CITYNAME,NAME,HTKSYORI,HTKSAKI,GASSAN,T001082001,T001082002,T001082003,T001082004"
AGES = ",,,,,,,総数、年齢「不詳」含む,総数１５歳未満,総数６５歳以上,女７５歳以上"
AREA_ROWS = (
    "27223,1,門真市,,0,,,160,20,60,9",
    "272230010,2,門真市,朝日町,0,,,50,-,20,3",
    "272230020,3,門真市,泉町,0,,,80,10,30,5",
    "27223002001,4,門真市,泉町一丁目,1,,002002,80,10,30,5",
    "27223002002,4,門真市,泉町二丁目,2,002001,,X,X,X,X",
    "272230030,3,門真市,石原町,1,,003001;003002,30,10,10,1",
    "27223003001,4,門真市,石原町一丁目,2,0030,,X,X,X,X",
    "27223003002,4,門真市,石原町二丁目,2,0030,,X,X,X,X",
    "27224,1,摂津市,,0,,,999,9,9,9",
    "272240010,2,摂津市,x,0,,,999,9,9,9",
)
KEYS = ("272230010", "27223002001", "27223002002", "27223003001", "27223003002")


def ages(*rows: str, table: str = "T001082") -> bytes:
    return "\n".join([HEAD.replace("T001082", table), AGES, *rows]).encode("cp932")


def moved(steps: float) -> list[list[float]]:
    return [[x + steps * 0.01, y] for x, y in SQUARE]


def boundary(*keys: str, edition: str = "R2KAxx") -> bytes:
    properties = [{"KEY_CODE": key, "S_NAME": f"町{key[-2:]}", "HCODE": 8101, edition: "1"} for key in keys]
    return geojson([(item, area(moved(at))) for at, item in enumerate(properties)], crs="EPSG:4612")


def test_levels_are_not_counted_twice_and_nobody_is_lost() -> None:
    files = [("境界.geojson", boundary(*KEYS)), ("tblT001082C27.csv", ages(*AREA_ROWS))]
    assert estat_small_area.FORMAT.recognises(delivery(*files))
    assert estat_small_area.FORMAT.as_of(delivery(*files)) == date(2020, 10, 1)
    records, problems = read(estat_small_area.FORMAT, *files)
    by_key = {record.fields["key_code"]: record for record in records}
    assert set(by_key) == {*KEYS, "272230030"}
    total = sum(record.fields["counts"]["t", 0, None] or 0 for record in records)
    assert total == 160
    assert [(p.code, p.severity) for p in problems] == [("JOIN-301", "note")]
    assert "6件中6件" in problems[0].message
    assert "160人中160人" in problems[0].message
    assert by_key["272230010"].fields["counts"]["t", 0, 14] == 0
    hidden = by_key["27223002002"].fields
    assert (hidden["disposition"], hidden["joined_into"], hidden["counts"]["t", 65, None]) == (
        2,
        "27223002001",
        None,
    )
    assert by_key["27223002001"].fields["joins"] == ("27223002002",)
    # 石原町 took in both of its 丁目: its area is theirs together.
    whole = by_key["272230030"]
    assert by_key["27223003001"].fields["joined_into"] == "272230030"
    assert whole.geometry.area == pytest.approx(2e-4)
    assert (whole.srid, whole.line, whole.file) == (4612, 8, "tblT001082C27.csv")


def test_several_pieces_of_one_key_become_one_record() -> None:
    files = [("境界.geojson", boundary("272230010", *KEYS)), ("a.csv", ages(*AREA_ROWS))]
    records = read(estat_small_area.FORMAT, *files)[0]
    assert len(records) == 6
    assert records[0].geometry.area == pytest.approx(2e-4)


def test_what_does_not_fit_is_told() -> None:
    files = [
        ("境界.geojson", boundary(*KEYS[1:], "272230990", edition="H27KAxx_")),
        ("a.csv", ages(*AREA_ROWS[:-1])),
    ]
    problems = {p.code: p for p in read(estat_small_area.FORMAT, *files)[1]}
    assert set(problems) == {"JOIN-301", "JOIN-302", "JOIN-303", "JOIN-306", "JOIN-307"}
    assert "6件中5件" in problems["JOIN-301"].message
    assert (problems["JOIN-302"].line, problems["JOIN-302"].value) == (4, "272230010 朝日町 50人")
    assert (problems["JOIN-303"].line, problems["JOIN-303"].value) == (5, "272230990 町90")
    for problem in problems.values():
        assert_plain(problem)


def test_c22_a_join_under_95_percent_is_asked_about_with_every_row_listed() -> None:
    rows = [f"2722301{n:02d},2,門真市,町{n},0,,,10,1,3,1" for n in range(100)]
    keys = [f"2722301{n:02d}" for n in range(100)]
    whole = [("境界.geojson", boundary(*keys[:95], edition="H27KAxx_")), ("a.csv", ages(*rows))]
    codes = Counter(p.code for p in read(estat_small_area.FORMAT, *whole)[1])
    assert codes == {"JOIN-301": 1, "JOIN-302": 5, "JOIN-306": 1}
    files = [("境界.geojson", boundary(*keys[:94], edition="H27KAxx_")), ("a.csv", ages(*rows))]
    records, problems = read(estat_small_area.FORMAT, *files)
    listed = [p.value for p in problems if p.code == "JOIN-302"]
    assert listed == [f"{key} 町{n} 10人" for n, key in enumerate(keys)][94:]
    question = next(p for p in problems if p.severity == "ask")
    assert (question.code, question.choice, [o.value for o in question.options]) == (
        "JOIN-307", "accept:JOIN-307", ["yes"],
    )  # fmt: skip
    assert "94.0％" in question.message
    again, told = read(estat_small_area.FORMAT, *files, choices={"accept:JOIN-307": "yes"})
    assert [record.fields["key_code"] for record in again] == [
        record.fields["key_code"] for record in records
    ]
    assert [p.severity for p in told if p.code == "JOIN-307"] == ["note"]
    assert refused(estat_small_area.FORMAT, *files, choices={"accept:JOIN-307": "no"}).code == "IMP-100"


def test_a_key_that_two_rows_have_is_a_fault() -> None:
    files = [("境界.geojson", boundary(*KEYS)), ("a.csv", ages(*AREA_ROWS, AREA_ROWS[1]))]
    problems = read(estat_small_area.FORMAT, *files)[1]
    assert [(p.code, p.severity, p.line) for p in problems if p.severity == "row"] == [("VAL-305", "row", 13)]


def test_parts_that_do_not_add_up_are_told() -> None:
    files = [
        ("境界.geojson", boundary(*KEYS)),
        ("a.csv", ages("27223,1,門真市,,0,,,161,20,60,9", *AREA_ROWS[1:])),
    ]
    problem = next(p for p in read(estat_small_area.FORMAT, *files)[1] if p.code == "JOIN-305")
    assert "160人" in problem.message
    assert "161人" in problem.message


def test_water_is_left_aside_and_a_lost_target_is_told() -> None:
    water = geojson([({"KEY_CODE": "272239999", "S_NAME": "水面", "HCODE": 8154}, area())])
    document = boundary("272230010", "27223002002").replace(
        b'"features": [', b'"features": [' + water.split(b"[", 1)[1][:-2] + b", "
    )
    records, problems = read(estat_small_area.FORMAT, ("境界.geojson", document), ("a.csv", ages(*AREA_ROWS)))
    assert len(records) == 2
    assert {p.code for p in problems} == {"JOIN-301", "JOIN-302", "JOIN-304", "JOIN-307"}


def test_half_a_delivery_is_recognised_and_refused_in_words() -> None:
    table, shape = ("a.csv", ages(*AREA_ROWS)), ("境界.geojson", boundary(*KEYS))
    assert estat_small_area.FORMAT.recognises(delivery(table))
    assert estat_small_area.FORMAT.recognises(delivery(shape))
    assert refused(estat_small_area.FORMAT, table).code == "IMP-164"
    assert refused(estat_small_area.FORMAT, shape).code == "IMP-163"
    assert refused(estat_small_area.FORMAT, table, table, shape).code == "IMP-106"
    assert not estat_mesh.FORMAT.recognises(delivery(table))


def test_another_city_and_another_table() -> None:
    shape = ("境界.geojson", boundary("132010010"))
    assert refused(estat_small_area.FORMAT, ("a.csv", ages(*AREA_ROWS)), shape).code == "JOIN-300"
    unknown = [("a.csv", ages(*AREA_ROWS, table="T009999")), ("境界.geojson", boundary(*KEYS))]
    assert estat_small_area.FORMAT.as_of(delivery(*unknown)) is None
    assert "IMP-160" in {p.code for p in read(estat_small_area.FORMAT, *unknown)[1]}


def test_a_shapefile_boundary_with_the_table_zipped() -> None:
    rows = [({"KEY_CODE": key, "S_NAME": "髙"}, moved(at)) for at, key in enumerate(KEYS)]
    files = [(f"門真市.{suffix}", data) for suffix, data in shape_set(rows, epsg=4612, cpg=b"SJIS").items()]
    table = ("tblT001082C27.zip", zipped({"tblT001082C27.txt": ages(*AREA_ROWS)}))
    records, problems = read(estat_small_area.FORMAT, *files, table)
    assert (len(records), [p.code for p in problems]) == (6, ["JOIN-301"])


def test_the_size_of_a_first_mesh_reads_within_a_second() -> None:
    codes = [f"5339{a}{b}{c}{d}" for a in range(8) for b in range(8) for c in range(10) for d in range(10)][
        :4700
    ]
    data = mesh(*(f"{code},0,,,10,5,5,2,1,0,4" for code in codes))
    start = time.process_time()
    assert len(read(estat_mesh.FORMAT, ("a.txt", data))[0]) == 4700
    assert time.process_time() - start < 1
