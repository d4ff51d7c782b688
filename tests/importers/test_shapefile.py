"""Holds the shapefile: missing, damaged, mislabelled and doubled pieces, case by case (A1 to A12)."""

import io
import struct

import pytest
import shapefile
from pyproj import CRS

from importers import area_geojson, ksj_a27, osm_geojson
from importers._maps.crs import KNOWN
from importers._maps.dbf import read_dbf
from importers._maps.shapefile import READER
from importers._record import Problem, Record
from tests.importers.build import (
    BOW_TIE,
    SQUARE,
    asked,
    assert_plain,
    cut_header_length,
    delivery,
    read,
    refused,
    shape_set,
    shape_zip,
    zipped,
)

ROW = {"A27_005": "13201", "A27_006": "八王子市立", "A27_007": "髙尾①小学校", "A27_008": "八王子市"}
ROWS = [(ROW, SQUARE), (ROW | {"A27_007": "第二小学校"}, SQUARE)]
METRES = [[-37000.0, -40000.0], [-37000.0, -39000.0], [-36000.0, -39000.0], [-37000.0, -40000.0]]
NAMED = [({"name": "見本"}, SQUARE)]


def areas(
    files: dict[str, bytes], choices: dict[str, str] | None = None
) -> tuple[list[Record], list[Problem]]:
    return read(area_geojson.FORMAT, ("見本.zip", shape_zip(files)), choices=choices)


def typed(kind: int, write: str, *args: object) -> dict[str, bytes]:
    """A shapefile of one named shape of a kind, written by pyshp's method of that name."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=kind) as writer:
        writer.field("name", "C", size=20)
        writer.record(name="a")
        getattr(writer, write)(*args)
    prj = CRS.from_epsg(6668).to_wkt("WKT1_ESRI").encode()
    return {"shp": shp.getvalue(), "shx": shx.getvalue(), "dbf": dbf.getvalue(), "prj": prj, "cpg": b"UTF-8"}


def test_a_zipped_shapefile_is_read() -> None:
    files = ("A27-16_13_GML.zip", shape_zip(shape_set(ROWS, cpg=b"SJIS")))
    records, problems = read(ksj_a27.FORMAT, files)
    assert problems == []
    assert [record.line for record in records] == [1, 2]
    assert [record.fields["name"] for record in records] == ["髙尾①小学校", "第二小学校"]
    assert (records[0].srid, records[0].geometry.area) == (6668, pytest.approx(1e-4))


def test_a1_without_shp_names_what_is_there() -> None:
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(shape_set(ROWS), without="shp")))
    assert (problem.code, ".shp" in problem.message) == ("IMP-101", True)
    assert problem.value == "A27-16_13.shx、A27-16_13.dbf、A27-16_13.prj"
    other = refused(area_geojson.FORMAT, ("見本.zip", zipped({"読んで.txt": b"x"})))
    assert (other.code, other.value) == ("IMP-101", "読んで.txt")


def test_a2_without_dbf_the_shapes_would_be_nameless() -> None:
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(shape_set(ROWS), without="dbf")))
    assert (problem.code, ".dbf" in problem.message) == ("IMP-102", True)


def test_a3_without_shx_the_shapes_are_read_in_turn_with_a_note() -> None:
    files = shape_set(ROWS, cpg=b"SJIS")
    records, problems = read(ksj_a27.FORMAT, ("校区.zip", shape_zip(files, without="shx")))
    assert len(records) == 2
    assert [(p.code, p.severity) for p in problems] == [("IMP-103", "note")]
    files["shx"] = b"\x00\x01 no index at all"
    assert len(read(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))[0]) == 2


def test_a4_missing_prj_asks_and_shows_degrees_provisionally() -> None:
    files = shape_set(NAMED, cpg=b"SJIS")
    del files["prj"]
    records, problems = areas(files)
    assert [(p.code, p.severity, p.choice) for p in problems] == [("IMP-104", "ask", "crs")]
    assert_plain(problems[0])
    assert problems[0].value == "横 139.305〜139.305、縦 35.605〜35.605"
    assert [int(option.value) for option in problems[0].options[:4]] == [6668, 4612, 4301, 4326]
    assert {int(option.value) for option in problems[0].options} == KNOWN
    labels = {option.value: option.label for option in problems[0].options}
    assert labels["6677"] == "JGD2011 平面直角座標系 9系（EPSG:6677）"
    assert labels["30169"] == "日本測地系 平面直角座標系 9系（EPSG:30169）"
    assert [record.srid for record in records] == [6668]


def test_a4_missing_prj_in_metres_shows_nothing_before_a_person_has_chosen() -> None:
    files = shape_set([({"name": "見本"}, METRES)], cpg=b"SJIS")
    del files["prj"]
    question = asked(area_geojson.FORMAT, ("見本.zip", shape_zip(files)))
    assert (question.code, question.choice, question.options[8].value) == ("IMP-104", "crs", "6677")


def test_a4_the_answer_is_taken_and_told() -> None:
    files = shape_set([({"name": "見本"}, METRES)], cpg=b"SJIS")
    del files["prj"]
    records, problems = areas(files, {"crs": "6677"})
    assert [record.srid for record in records] == [6677]
    assert [(p.code, p.severity) for p in problems] == [("CRS-801", "note")]
    assert "平面直角座標系 9系" in problems[0].message
    for wrong in ("32654", "/etc/passwd", "https://example.com/", ""):
        given = ("見本.zip", shape_zip(files))
        assert refused(area_geojson.FORMAT, given, choices={"crs": wrong}).code == "IMP-100"


def test_a4_a_prj_that_means_nothing_asks_and_one_that_is_foreign_is_refused() -> None:
    files = shape_set(NAMED, cpg=b"SJIS")
    for text in ("平面直角9系".encode(), b"", b"\xff\xfe\x00", b'GEOGCS["x",DATUM["D_unknown"]]'):
        records, problems = areas(files | {"prj": text})
        assert [p.choice for p in problems] == ["crs"]
        assert len(records) == 1
    utm = CRS.from_epsg(32654).to_wkt("WKT1_ESRI").encode()
    assert refused(area_geojson.FORMAT, ("見本.zip", shape_zip(files | {"prj": utm}))).code == "IMP-105"
    assert len(areas(files | {"prj": utm}, {"crs": "6668"})[0]) == 1


def test_a5_no_label_is_read_by_its_bytes_with_a_note() -> None:
    for encoding, words in (("cp932", "Shift_JIS"), ("utf-8", "UTF-8")):
        files = ("校区.zip", shape_zip(shape_set(ROWS, encoding=encoding)))
        records, problems = read(ksj_a27.FORMAT, files)
        assert records[0].fields["name"] == "髙尾①小学校"
        assert [(p.code, p.severity) for p in problems] == [("IMP-109", "note")]
        assert words in problems[0].message
        assert problems[0].value == "八王子市立、髙尾①小学校、八王子市、第二小学校"


@pytest.mark.parametrize("language", [0x13, 0x7B])
def test_a5_the_language_byte_is_a_label(language: int) -> None:
    files = shape_set(ROWS)
    files["dbf"] = files["dbf"][:29] + bytes([language]) + files["dbf"][30:]
    assert read(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))[1] == []


def test_a5_bytes_that_leave_it_open_are_asked_about() -> None:
    files = shape_set([({"name": "見本小学校"}, SQUARE)], encoding="euc_jp")
    records, problems = areas(files)
    assert records[0].fields["name"] == "見本小学校"
    assert [(p.code, p.severity, p.choice) for p in problems] == [("IMP-109", "ask", "encoding")]
    assert {option.value for option in problems[0].options} == {"cp932", "euc_jp"}
    records, problems = areas(files, {"encoding": "euc_jp"})
    assert records[0].fields["name"] == "見本小学校"
    assert [(p.code, p.severity) for p in problems] == [("IMP-109", "note")]
    assert (
        refused(area_geojson.FORMAT, ("見本.zip", shape_zip(files)), choices={"encoding": "utf-8"}).code
        == "IMP-100"
    )


def test_a5_text_in_no_encoding_is_refused() -> None:
    files = shape_set([({"name": "a" * 12}, SQUARE)])
    files["dbf"] = files["dbf"].replace(b"a" * 12, b"\xff\xfe\x80\xff" * 3)
    assert refused(area_geojson.FORMAT, ("見本.zip", shape_zip(files))).code == "IMP-108"


@pytest.mark.parametrize(
    "label",
    [
        b"SJIS", b"sjis", b"Shift_JIS", b"shift-jis", b"ShiftJIS", b"x-sjis", b"MS932", b"ms_932", b"932", b"943",
        b"CP932", b"cp-932", b"windows-31j", b"Windows-932", b"csWindows31J", b"ANSI 932", b"OEM 932",
        b"\xef\xbb\xbfSJIS\r\n", b" SJIS \x00",
    ],
)  # fmt: skip
def test_a6_every_spelling_of_cp932_keeps_takagai_and_circled_one(label: bytes) -> None:
    rows = [(ROW | {"A27_007": "髙﨑①㈱－～"}, SQUARE)]
    records, problems = read(ksj_a27.FORMAT, ("a.zip", shape_zip(shape_set(rows, cpg=label))))
    assert records[0].fields["name"] == "髙﨑①㈱－～"
    assert problems == []


@pytest.mark.parametrize(
    "label", [b"UTF-8", b"utf8", b"UTF_8", b"65001", b"\xef\xbb\xbfUTF-8\n", b"utf-8-sig"]
)
def test_a6_every_spelling_of_utf8(label: bytes) -> None:
    rows = [(ROW | {"A27_007": "𠮷髙小"}, SQUARE)]
    files = shape_set(rows, encoding="utf-8", cpg=label)
    records, problems = read(ksj_a27.FORMAT, ("a.zip", shape_zip(files)))
    assert records[0].fields["name"] == "𠮷髙小"
    assert problems == []


@pytest.mark.parametrize(("encoding", "label"), [("utf-8", b"SJIS"), ("cp932", b"UTF-8")])
def test_a7_a_lying_label_is_asked_about_and_no_mojibake_is_read(encoding: str, label: bytes) -> None:
    files = ("a.zip", shape_zip(shape_set(ROWS, encoding=encoding, cpg=label)))
    records, problems = read(ksj_a27.FORMAT, files)
    assert records[0].fields["name"] == "髙尾①小学校"
    assert [(p.code, p.severity, p.choice) for p in problems] == [("IMP-109", "ask", "encoding")]
    assert "髙尾①小学校" in (problems[0].value or "")
    assert_plain(problems[0])
    records, problems = read(ksj_a27.FORMAT, files, choices={"encoding": encoding})
    assert records[0].fields["name"] == "髙尾①小学校"
    assert [(p.code, p.severity) for p in problems] == [("IMP-109", "note")]


@pytest.mark.parametrize("language", [0x00, 0x13, 0x57, 0x7B], ids=hex)
@pytest.mark.parametrize("label", [None, b"", b"SJIS", b"932", b"UTF-8", b"LATIN1"])
@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "euc_jp"])
def test_a7_no_mojibake_whatever_the_labels_say(encoding: str, label: bytes | None, language: int) -> None:
    name = {"cp932": "髙﨑①㈱－～小", "utf-8": "髙﨑①㈱－～𠮷小", "euc_jp": "見本小学校東分校"}[encoding]
    files = shape_set([({"name": name}, SQUARE)], encoding=encoding, cpg=label)
    files["dbf"] = files["dbf"][:29] + bytes([language]) + files["dbf"][30:]
    records, problems = areas(files)
    assert records[0].fields["name"] == name
    told = {b"SJIS": "cp932", b"932": "cp932", b"UTF-8": "utf-8"}.get(label or b"")
    said = told or ("cp932" if language in (0x13, 0x7B) else None)
    wanted = [] if said == encoding else ["note"] if said is None and encoding != "euc_jp" else ["ask"]
    assert [p.severity for p in problems] == wanted


@pytest.mark.parametrize(
    ("title", "shown"),
    [("小学校区の名称", "小学校"), ("ab小学校区の名称", "ab小学")],
    ids=["third", "second"],
)
def test_a8_a_field_name_cut_in_a_character_is_asked_about(title: str, shown: str) -> None:
    files = shape_set([({"name": "見本", "xxxxxxxxxx": "値"}, SQUARE)], encoding="utf-8", cpg=b"UTF-8")
    files["dbf"] = files["dbf"].replace(b"xxxxxxxxxx", title.encode()[:10])
    records, problems = areas(files)
    assert records[0].fields["extra"] == {shown: "値"}
    assert [(p.code, p.severity, p.choice, p.value) for p in problems] == [
        ("GEO-218", "ask", "field_names", f"列2: {shown}")
    ]
    assert areas(files, {"field_names": "repaired"})[0][0].fields["extra"] == {shown: "値"}
    assert areas(files, {"field_names": "numbered"})[0][0].fields["extra"] == {"列2": "値"}
    assert areas(files, {"field_names": "repaired"})[1] == []


def test_a8_a_name_that_is_all_gone_or_twice_there_loses_no_column() -> None:
    files = shape_set([({"name": "見本", "aaaaaaaaaa": "1", "bbbbbbbbbb": "2"}, SQUARE)], cpg=b"SJIS")
    twice = files["dbf"].replace(b"aaaaaaaaaa", b"kind\x00\x00\x00\x00\x00\x00")
    twice = twice.replace(b"bbbbbbbbbb", b"kind\x00\x00\x00\x00\x00\x00")
    fields = areas(files | {"dbf": twice})[0][0].fields
    assert (fields["kind"], fields["extra"]) == ("1", {"kind（列3）": "2"})
    nameless = files["dbf"].replace(b"aaaaaaaaaa", bytes(10))
    assert areas(files | {"dbf": nameless})[0][0].fields["extra"] == {"列2": "1", "bbbbbbbbbb": "2"}


@pytest.mark.parametrize("missing", [1, 60, 200])
def test_a9_a_truncated_shp(missing: int) -> None:
    files = shape_set(ROWS)
    files["shp"] = cut_header_length(files["shp"], missing)
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))
    assert problem.code == "IMP-110"
    assert "切れて" in problem.message


def test_a9_a_shp_whose_records_lie() -> None:
    files = shape_set(ROWS)
    files["shp"] = files["shp"][:104] + struct.pack(">i", 10**6) + files["shp"][108:]
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-110"
    files = shape_set(ROWS)
    files["shp"] = (
        files["shp"][:148] + struct.pack("<i", 10**8) + files["shp"][152:]
    )  # parts of the first shape
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-110"


def test_a10_a_truncated_dbf_and_a_dbf_of_another_length() -> None:
    files = shape_set(ROWS)
    files["dbf"] = files["dbf"][:-100]
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))
    assert (problem.code, "2件" in problem.message, "1件" in problem.message) == ("IMP-111", True, True)
    files["dbf"] = shape_set(ROWS[:1])["dbf"]
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))
    assert (problem.code, "2件" in problem.message, "1件" in problem.message) == ("IMP-111", True, True)
    files["dbf"] = b"\x03"
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-111"


def test_a11_two_unrelated_shapefiles_are_asked_about() -> None:
    files = {name: shape_set([({"name": name}, SQUARE)], cpg=b"SJIS") for name in "ab"}
    members = {f"{name}.{suffix}": data for name in "ab" for suffix, data in files[name].items()}
    question = asked(area_geojson.FORMAT, ("見本.zip", zipped(members)))
    assert (question.code, question.choice) == ("IMP-106", "table")
    assert [option.value for option in question.options] == ["a.shp", "b.shp"]
    records, problems = read(area_geojson.FORMAT, ("見本.zip", zipped(members)), choices={"table": "b.shp"})
    assert ([record.fields["name"] for record in records], problems) == (["b"], [])
    given = ("見本.zip", zipped(members))
    assert refused(area_geojson.FORMAT, given, choices={"table": "../c.shp"}).code == "IMP-100"


def test_a11_one_name_in_two_folders() -> None:
    members = {
        f"{folder}/校区.{suffix}": data
        for folder in ("東", "西")
        for suffix, data in shape_set([({"name": folder}, SQUARE)], cpg=b"SJIS").items()
    }
    question = asked(area_geojson.FORMAT, ("見本.zip", zipped(members)))
    assert [option.value for option in question.options] == ["東/校区.shp", "西/校区.shp"]
    records, _ = read(area_geojson.FORMAT, ("見本.zip", zipped(members)), choices={"table": "西/校区.shp"})
    assert [record.fields["name"] for record in records] == ["西"]


def test_a11_the_official_zip_holds_several_copies() -> None:
    files, points = shape_set(ROWS), shape_set([({"A27_001": "13201"}, SQUARE)])
    members = {f"Shift-JIS/A27-21_13.{suffix}": data for suffix, data in files.items()}
    members |= {f"UTF-8/A27-21_13.{s}": d for s, d in shape_set(ROWS, encoding="utf-8", cpg=b"UTF-8").items()}
    members |= {f"UTF-8/A27P-21_13.{s}": d for s, d in points.items()}
    members["KS-META-A27-21_13.xml"] = b"<x/>"
    records, problems = read(ksj_a27.FORMAT, ("A27-21_13_GML.zip", zipped(members)))
    assert [record.fields["name"] for record in records] == ["髙尾①小学校", "第二小学校"]
    assert problems == []


def test_a11_folders_upper_case_and_what_a_mac_leaves_behind() -> None:
    files = shape_set(ROWS, cpg=b"SJIS")
    loose = [(f"校区.{suffix.upper()}", data) for suffix, data in files.items()]
    assert ksj_a27.FORMAT.recognises(delivery(*loose))
    assert len(read(ksj_a27.FORMAT, *loose)[0]) == 2
    members = {f"A27/16年/校区.{suffix.upper()}": data for suffix, data in files.items()}
    members |= {f"__MACOSX/A27/16年/._校区.{suffix}": b"\x00\x05\x16\x07" for suffix in files}
    assert ksj_a27.FORMAT.recognises(delivery(("a.zip", zipped(members))))
    assert len(read(ksj_a27.FORMAT, ("a.zip", zipped(members)))[0]) == 2


def test_a11_a_geojson_beside_an_unfinished_shapefile_is_read() -> None:
    members = {"a.prj": b"x", "a.geojson": b'{"type":"FeatureCollection","features":[{"properties":{"name":"a"},'
               b'"geometry":{"type":"Point","coordinates":[139.3,35.6]}}]}'}  # fmt: skip
    assert len(read(osm_geojson.FORMAT, ("a.zip", zipped(members)))[0]) == 1


@pytest.mark.parametrize(
    ("kind", "write", "args"),
    [
        (shapefile.POINTZ, "pointz", (139.3, 35.6, 120.5, 0)),
        (shapefile.POINTM, "pointm", (139.3, 35.6, 7.0)),
    ],
)
def test_a12_heights_of_points_are_dropped_with_a_note(
    kind: int, write: str, args: tuple[float, ...]
) -> None:
    records, problems = read(osm_geojson.FORMAT, ("見本.zip", shape_zip(typed(kind, write, *args))))
    assert [(p.code, p.severity) for p in problems] == [("GEO-213", "note")]
    assert [record.geometry.wkt for record in records] == ["POINT (139.3 35.6)"]


def test_a12_heights_of_areas_are_dropped_with_a_note() -> None:
    files = typed(shapefile.POLYGONZ, "polyz", [[[x, y, 50.0, 0.0] for x, y in SQUARE]])
    records, problems = areas(files)
    assert [(p.code, p.severity) for p in problems] == [("GEO-213", "note")]
    assert records[0].geometry.has_z is False
    assert records[0].geometry.area == pytest.approx(1e-4)


@pytest.mark.parametrize("kind", [31, 8, 99])
def test_a12_solids_and_unknown_kinds_are_refused(kind: int) -> None:
    files = shape_set(ROWS)
    files["shp"] = files["shp"][:32] + struct.pack("<i", kind) + files["shp"][36:]
    assert refused(area_geojson.FORMAT, ("a.zip", shape_zip(files))).code == "IMP-107"


def test_a12_lines_where_areas_are_wanted() -> None:
    files = typed(shapefile.POLYLINE, "line", [SQUARE])
    problem = refused(area_geojson.FORMAT, ("見本.zip", shape_zip(files)))
    assert (problem.code, problem.message) == ("GEO-210", "図形の種類が線です。")


def test_a12_a_null_shape_is_left_out_by_its_number() -> None:
    files = shape_set([*ROWS, (ROW, None)], cpg=b"SJIS")
    records, problems = read(ksj_a27.FORMAT, ("a.zip", shape_zip(files)))
    assert len(records) == 2
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-208", "row", 3)]


def test_a_deleted_row_is_left_out() -> None:
    files = shape_set(NAMED * 2, cpg=b"SJIS")
    start = struct.unpack("<H", files["dbf"][8:10])[0]
    files["dbf"] = files["dbf"][:start] + b"*" + files["dbf"][start + 1 :]
    records, problems = areas(files)
    assert (len(records), [(p.code, p.line) for p in problems]) == (1, [("GEO-211", 1)])


def test_several_questions_stand_beside_one_another() -> None:
    files = shape_set([({"name": "見本"}, BOW_TIE)], encoding="utf-8", cpg=b"SJIS")
    del files["prj"]
    records, problems = areas(files)
    assert {p.choice for p in problems} == {"crs", "encoding", "repair"}
    assert len(records) == 1
    answered = {"crs": "6668", "encoding": "utf-8", "repair": "yes"}
    assert {p.severity for p in areas(files, answered)[1]} == {"note"}


def test_an_empty_table_and_a_piece_without_a_reader() -> None:
    assert READER.peek([]) is None
    table = read_dbf(shape_set(NAMED)["dbf"], cpg=b"SJIS", file="a", choices={})
    assert table.rows == ({"name": "見本"},)
