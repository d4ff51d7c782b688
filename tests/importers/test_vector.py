import struct

import pytest
from pyproj import CRS

from importers import area_geojson, ksj_a27, osm_geojson
from importers._crs import srid_of_geojson, srid_of_prj
from importers._record import FormatError
from tests.importers.build import (
    BOW_TIE,
    SQUARE,
    area,
    assert_plain,
    cells,
    cut_header_length,
    delivery,
    geojson,
    point,
    read,
    refused,
    shape_set,
    shape_zip,
    xlsx,
    zipped,
)

ROW = {"A27_005": "13201", "A27_006": "八王子市立", "A27_007": "髙尾①小学校", "A27_008": "八王子市"}
ROWS = [(ROW, SQUARE), (ROW | {"A27_007": "第二小学校"}, SQUARE)]


def named(*names: str) -> bytes:
    return geojson([({"名称": name}, area()) for name in names])


# Shapefiles


def test_a_zipped_shapefile_is_read() -> None:
    records, problems = read(ksj_a27.FORMAT, ("A27-16_13_GML.zip", shape_zip(shape_set(ROWS))))
    assert problems == []
    assert [record.line for record in records] == [1, 2]
    assert records[0].fields == {
        "municipality_code": "132012", "founder": "八王子市立", "name": "髙尾①小学校", "address": "八王子市",
    }  # fmt: skip
    assert (records[0].srid, records[0].geometry.area) == (6668, pytest.approx(1e-4))


def test_loose_files_and_upper_case_names() -> None:
    files = [(f"校区.{suffix.upper()}", data) for suffix, data in shape_set(ROWS).items()]
    assert ksj_a27.FORMAT.recognises(delivery(*files))
    assert len(read(ksj_a27.FORMAT, *files)[0]) == 2


@pytest.mark.parametrize(("without", "code"), [("shp", "IMP-101"), ("dbf", "IMP-102"), ("prj", "IMP-104")])
def test_a_missing_piece_is_named(without: str, code: str) -> None:
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(shape_set(ROWS), without=without)))
    assert problem.code == code
    assert f".{without}" in problem.message


def test_a_missing_index_is_only_a_note() -> None:
    records, problems = read(ksj_a27.FORMAT, ("校区.zip", shape_zip(shape_set(ROWS), without="shx")))
    assert len(records) == 2
    assert [(p.code, p.severity) for p in problems] == [("IMP-103", "note")]


@pytest.mark.parametrize("missing", [1, 60, 200])
def test_a_truncated_shp(missing: int) -> None:
    files = shape_set(ROWS)
    files["shp"] = cut_header_length(files["shp"], missing)
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))
    assert problem.code == "IMP-110"
    assert "切れて" in problem.message


def test_a_shp_whose_records_lie() -> None:
    files = shape_set(ROWS)
    files["shp"] = files["shp"][:104] + struct.pack(">i", 10**6) + files["shp"][108:]
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-110"
    files = shape_set(ROWS)
    files["shp"] = (
        files["shp"][:148] + struct.pack("<i", 10**8) + files["shp"][152:]
    )  # parts of the first shape
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-110"


def test_a_truncated_dbf_and_a_dbf_of_another_length() -> None:
    files = shape_set(ROWS)
    whole = files["dbf"]
    files["dbf"] = whole[:-100]
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-111"
    files["dbf"] = shape_set(ROWS[:1])["dbf"]
    problem = refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files)))
    assert problem.code == "IMP-111"
    assert "2件" in problem.message
    assert "1件" in problem.message
    files["dbf"] = b"\x03"
    assert refused(ksj_a27.FORMAT, ("校区.zip", shape_zip(files))).code == "IMP-111"


@pytest.mark.parametrize(
    "label",
    [b"SJIS", b"sjis", b"Shift_JIS", b"shift-jis", b"MS932", b"932", b"CP932", b"\xef\xbb\xbfSJIS\r\n", b""],
)
def test_every_name_of_cp932_keeps_takagai_and_circled_one(label: bytes) -> None:
    records, problems = read(ksj_a27.FORMAT, ("a.zip", shape_zip(shape_set(ROWS, cpg=label))))
    assert records[0].fields["name"] == "髙尾①小学校"
    assert problems == []


@pytest.mark.parametrize(("encoding", "label"), [("utf-8", b"SJIS"), ("cp932", b"UTF-8")])
def test_a_lying_label_is_found(encoding: str, label: bytes) -> None:
    records, problems = read(
        ksj_a27.FORMAT, ("a.zip", shape_zip(shape_set(ROWS, encoding=encoding, cpg=label)))
    )
    assert records[0].fields["name"] == "髙尾①小学校"
    assert [(p.code, p.severity) for p in problems] == [("IMP-109", "note")]


def test_a_null_shape_is_left_out_by_its_number() -> None:
    records, problems = read(ksj_a27.FORMAT, ("a.zip", shape_zip(shape_set([*ROWS, (ROW, None)]))))
    assert len(records) == 2
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-208", "row", 3)]


def test_the_official_zip_holds_several_copies() -> None:
    files, points = shape_set(ROWS), shape_set([({"A27_001": "13201"}, SQUARE)])
    members = {f"Shift-JIS/A27-21_13.{suffix}": data for suffix, data in files.items()}
    members |= {f"UTF-8/A27-21_13.{s}": d for s, d in shape_set(ROWS, encoding="utf-8", cpg=b"UTF-8").items()}
    members |= {f"UTF-8/A27P-21_13.{s}": d for s, d in points.items()}
    members["KS-META-A27-21_13.xml"] = b"<x/>"
    records, problems = read(ksj_a27.FORMAT, ("A27-21_13_GML.zip", zipped(members)))
    assert [record.fields["name"] for record in records] == ["髙尾①小学校", "第二小学校"]
    assert problems == []


def test_two_unrelated_shapefiles_in_one_zip() -> None:
    files = shape_set([({"name": "A"}, SQUARE)])
    members = {f"{stem}.{suffix}": data for stem in "ab" for suffix, data in files.items()}
    assert refused(area_geojson.FORMAT, ("a.zip", zipped(members))).code == "IMP-106"


def test_other_shape_kinds_are_refused() -> None:
    files = shape_set(ROWS)
    files["shp"] = files["shp"][:32] + struct.pack("<i", 31) + files["shp"][36:]
    assert refused(area_geojson.FORMAT, ("a.zip", shape_zip(files))).code == "IMP-107"


# Coordinate reference systems


@pytest.mark.parametrize("epsg", [4301, 4612, 6668, 4326, 2443, 2451, 2461, 6669, 6677, 6687])
def test_each_reference_system_by_its_prj(epsg: int) -> None:
    for flavour in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"):
        assert srid_of_prj(CRS.from_epsg(epsg).to_wkt(flavour), file="a.prj") == epsg


def test_a_zone_with_a_false_meridian_is_refused() -> None:
    for flavour in ("WKT1_ESRI", "WKT1_GDAL"):
        text = CRS.from_epsg(6677).to_wkt(flavour).replace("139.833333333333", "139.5")
        with pytest.raises(FormatError):
            srid_of_prj(text, file="a.zip")


@pytest.mark.parametrize(
    "text", ["", "平面直角9系", CRS.from_epsg(3857).to_wkt(), CRS.from_epsg(32654).to_wkt()]
)
def test_other_reference_systems_are_refused(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        srid_of_prj(text, file="a.zip")
    assert caught.value.problem.code == "IMP-105"
    assert_plain(caught.value.problem)


@pytest.mark.parametrize(
    ("name", "srid"),
    [
        ("urn:ogc:def:crs:EPSG::4612", 4612),
        ("EPSG:6677", 6677),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn:ogc:def:crs:EPSG::6668", 6668),
    ],
)
def test_the_old_crs_member(name: str, srid: int) -> None:
    assert srid_of_geojson({"type": "name", "properties": {"name": name}}, file="a") == srid


@pytest.mark.parametrize("crs", [{"type": "link", "properties": {"href": "http://x/"}}, "EPSG:3857", {}, 5])
def test_other_crs_members_are_refused_and_never_fetched(crs: object) -> None:
    with pytest.raises(FormatError):
        srid_of_geojson(crs, file="a")


# Geometry


def test_a_bow_tie_is_named_with_its_place() -> None:
    records, problems = read(area_geojson.FORMAT, ("a.geojson", geojson([({"名称": "A"}, area(BOW_TIE))])))
    assert records == []
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-203", "row", 1)]
    assert "交わって" in problems[0].message
    assert problems[0].value == "座標 139.305, 35.605"
    assert_plain(problems[0])


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "GEO-208"),
        ({"type": "Polygon", "coordinates": []}, "GEO-208"),
        ({"type": "GeometryCollection", "geometries": [point(139.3, 35.6)]}, "GEO-210"),
        (area([[float("nan"), 35.6], *SQUARE[1:]]), "GEO-201"),
        (area([[139.3, 1e309], *SQUARE[1:]]), "GEO-201"),
        (area([["139.3", "35.6"], *SQUARE[1:]]), "GEO-202"),
        (area([[139.3], *SQUARE[1:]]), "GEO-202"),
        ({"type": "Polygon", "coordinates": SQUARE}, "GEO-202"),
        ({"type": "Polygon", "coordinates": "x"}, "GEO-202"),
        (area(SQUARE[:-1]), "GEO-204"),
        (area([SQUARE[0], SQUARE[1], SQUARE[0]]), "GEO-204"),
        (area([[y, x] for x, y in SQUARE]), "GEO-205"),
        (area([[x - 139.3, y - 35.6] for x, y in SQUARE]), "GEO-206"),
        (area([[x - 200, y] for x, y in SQUARE]), "GEO-207"),
        (area([[x * 1000, y * 1000] for x, y in SQUARE]), "GEO-207"),
    ],
)
def test_every_bad_geometry_leaves_its_row_out(geometry: object, code: str) -> None:
    data = geojson([({"名称": "A"}, area()), ({"名称": "B"}, geometry), ({"名称": "C"}, area())])
    records, problems = read(area_geojson.FORMAT, ("a.geojson", data))
    assert [record.fields["name"] for record in records] == ["A", "C"]
    assert [(p.code, p.severity, p.file, p.line) for p in problems] == [(code, "row", "a.geojson", 2)]
    assert_plain(problems[0])


def test_heights_are_dropped() -> None:
    data = geojson([({"名称": "A"}, area([[x, y, 120.5] for x, y in SQUARE]))])
    assert read(area_geojson.FORMAT, ("a.geojson", data))[0][0].geometry.has_z is False


def test_plane_coordinates_are_judged_in_metres() -> None:
    good = [[-37000.0, -40000.0], [-37000.0, -39000.0], [-36000.0, -39000.0], [-37000.0, -40000.0]]
    data = geojson(
        [({"名称": "A"}, area(good)), ({"名称": "B"}, area([[x * 100, y] for x, y in good]))], crs="EPSG:6677"
    )
    records, problems = read(area_geojson.FORMAT, ("a.geojson", data))
    assert [(record.fields["name"], record.srid) for record in records] == [("A", 6677)]
    assert [p.code for p in problems] == ["GEO-207"]


def test_mostly_swapped_features_are_refused() -> None:
    data = geojson([({"name": "A"}, point(35.6, 139.3)), ({"name": "B"}, point(35.6, 139.3))])
    assert refused(osm_geojson.FORMAT, ("a.geojson", data)).code == "GEO-205"


def test_points_at_zero_and_one_swapped_point() -> None:
    good = [({"name": str(n)}, point(139.3, 35.6)) for n in range(3)]
    data = geojson([*good, ({"name": "A"}, point(0, 0)), ({"name": "B"}, point(35.6, 139.3))])
    records, problems = read(osm_geojson.FORMAT, ("a.geojson", data))
    assert len(records) == 3
    assert [(p.code, p.line) for p in problems] == [("GEO-206", 4), ("GEO-205", 5)]


# Documents


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "IMP-140"),
        (b'{"type":"FeatureCollection","features":[]}', "IMP-154"),
        (b'{"type":"Feature"}', "IMP-153"),
        (b"[1,2]", "IMP-153"),
        (named("A")[:-20], "IMP-152"),
        (named("A").replace(b"}]}", b"},]}"), "IMP-152"),
        (b"[" * 200_000, "IMP-152"),
        (b"<html><body>x</body></html>", "IMP-141"),
        ('{"名称": "'.encode() + b"\xff\xff\xff", "IMP-142"),
    ],
)
def test_documents_that_cannot_be_read(data: bytes, code: str) -> None:
    assert refused(area_geojson.FORMAT, ("a.geojson", data)).code == code
    assert code == "IMP-152" or not area_geojson.FORMAT.recognises(delivery(("a.geojson", data)))


def test_files_of_another_kind() -> None:
    assert refused(area_geojson.FORMAT, ("a.zip", b"<html></html>")).code == "IMP-141"
    assert refused(area_geojson.FORMAT, ("a.csv", b"a,b\n1,2\n")).code == "IMP-141"
    assert refused(area_geojson.FORMAT, ("a.xlsx", xlsx(cells(1, "a")))).code in ("IMP-101", "IMP-141")
    assert refused(area_geojson.FORMAT, ("a.zip", zipped({"読んで.txt": b"x"}))).code == "IMP-101"
    assert refused(area_geojson.FORMAT, ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50))).code == "IMP-141"


def test_a_mark_at_the_start_of_json() -> None:
    assert len(read(area_geojson.FORMAT, ("a.geojson", b"\xef\xbb\xbf" + named("A", "B")))[0]) == 2


def test_points_where_areas_are_wanted() -> None:
    data = geojson([({"名称": "A"}, point(139.3, 35.6))])
    assert refused(area_geojson.FORMAT, ("a.geojson", data)).code == "GEO-210"
