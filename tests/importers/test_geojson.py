"""Holds GeoJSON documents: coordinates, kinds, encodings, doubles and repairs, case by case (B4 to B22)."""

import json

import pytest
import shapely

from importers import area_geojson, osm_geojson
from importers._maps.crs import IN_DEGREES, IN_METRES
from tests.importers.build import (
    BOW_TIE,
    SQUARE,
    area,
    asked,
    assert_plain,
    cells,
    delivery,
    geojson,
    point,
    read,
    refused,
    xlsx,
    zipped,
)

METRES = [[-37000.0, -40000.0], [-37000.0, -39000.0], [-36000.0, -39000.0], [-37000.0, -40000.0]]
SWAPPED = area([[y, x] for x, y in SQUARE])


def named(*names: str) -> bytes:
    return geojson([({"名称": name}, area()) for name in names])


def one(geometry: object, crs: str | None = None) -> tuple[str, bytes]:
    return ("見本.geojson", geojson([({"名称": "A"}, geometry)], crs=crs))


def linked(crs: object) -> tuple[str, bytes]:
    document = json.loads(named("A")) | {"crs": crs}
    return ("見本.geojson", json.dumps(document).encode())


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        pytest.param(area([[float("nan"), 35.6], *SQUARE[1:]]), "GEO-201", id="b4 nan"),
        pytest.param(area([[139.3, 1e309], *SQUARE[1:]]), "GEO-201", id="b4 infinity"),
        pytest.param(area([[139.3, 1e308], *SQUARE[1:]]), "GEO-201", id="b4 1e308"),
        pytest.param(area([["139.3", "35.6"], *SQUARE[1:]]), "GEO-202", id="b6 text"),
        pytest.param(area([[139.3], *SQUARE[1:]]), "GEO-202", id="b6 one number"),
        pytest.param(area([[*at, 1, 2, 3] for at in SQUARE]), "GEO-202", id="b6 five numbers"),
        pytest.param({"type": "Polygon", "coordinates": SQUARE}, "GEO-202", id="b6 too flat"),
        pytest.param({"type": "Polygon", "coordinates": "x"}, "GEO-202", id="b6 a word"),
        pytest.param(area(SQUARE[:-1]), "GEO-204", id="b7 open"),
        pytest.param(area([SQUARE[0], SQUARE[1], SQUARE[0]]), "GEO-204", id="b7 three points"),
        pytest.param(None, "GEO-208", id="b8 null"),
        pytest.param({"type": "Polygon", "coordinates": []}, "GEO-208", id="b8 empty"),
        pytest.param({"type": "GeometryCollection", "geometries": []}, "GEO-208", id="b8 empty collection"),
        pytest.param({"type": "GeometryCollection", "geometries": [point(1, 2)]}, "GEO-210", id="b8 collection"),
        pytest.param(SWAPPED, "GEO-205", id="b5 one swapped"),
        pytest.param(area([[x - 139.3, y - 35.6] for x, y in SQUARE]), "GEO-206", id="at zero"),
        pytest.param(area([[x - 200, y] for x, y in SQUARE]), "GEO-207", id="in america"),
        pytest.param(area([[x * 1000, y * 1000] for x, y in SQUARE]), "GEO-207", id="one in metres"),
    ],
)  # fmt: skip
def test_b4_to_b8_a_bad_geometry_leaves_its_row_out(geometry: object, code: str) -> None:
    data = geojson([({"名称": "A"}, area()), ({"名称": "B"}, geometry), ({"名称": "C"}, area())])
    records, problems = read(area_geojson.FORMAT, ("a.geojson", data))
    assert [record.fields["name"] for record in records] == ["A", "C"]
    assert [(p.code, p.severity, p.file, p.line) for p in problems] == [(code, "row", "a.geojson", 2)]
    assert_plain(problems[0])


def test_b5_swapped_features_are_asked_about_and_shown_turned() -> None:
    file = ("a.geojson", geojson([({"name": "A"}, point(35.6, 139.3)), ({"name": "B"}, point(35.6, 139.3))]))
    records, problems = read(osm_geojson.FORMAT, file)
    assert [(p.code, p.severity, p.choice) for p in problems] == [("GEO-205", "ask", "swap")]
    assert [option.value for option in problems[0].options] == ["yes", "no"]
    assert [record.geometry.wkt for record in records] == ["POINT (139.3 35.6)"] * 2
    assert_plain(problems[0])


def test_b5_the_answer_decides() -> None:
    good, bad = ({"name": "A"}, point(139.3, 35.6)), ({"name": "B"}, point(35.7, 139.4))
    file = ("a.geojson", geojson([good, bad, bad]))
    records, problems = read(osm_geojson.FORMAT, file, choices={"swap": "yes"})
    assert [record.geometry.x for record in records] == [139.3, 139.4, 139.4]
    assert [(p.code, p.severity) for p in problems] == [("GEO-217", "note")]
    records, problems = read(osm_geojson.FORMAT, file, choices={"swap": "no"})
    assert [record.geometry.x for record in records] == [139.3]
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-205", "row", 2), ("GEO-205", "row", 3)]
    assert refused(osm_geojson.FORMAT, file, choices={"swap": "maybe"}).code == "IMP-100"


def test_b5_metres_are_turned_all_or_none() -> None:
    turned = area([[y, x] for x, y in METRES])
    records, problems = read(area_geojson.FORMAT, one(turned, "EPSG:6677"), choices={"swap": "yes"})
    assert records[0].geometry.bounds == (-37000.0, -40000.0, -36000.0, -39000.0)
    assert [p.code for p in problems] == ["GEO-217"]


def test_b5_one_swapped_point_among_many_and_one_at_zero() -> None:
    good = [({"name": str(n)}, point(139.3, 35.6)) for n in range(3)]
    data = geojson([*good, ({"name": "A"}, point(0, 0)), ({"name": "B"}, point(35.6, 139.3))])
    records, problems = read(osm_geojson.FORMAT, ("a.geojson", data))
    assert len(records) == 3
    assert [(p.code, p.line) for p in problems] == [("GEO-206", 4), ("GEO-205", 5)]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        pytest.param(b"", "IMP-140", None, id="nothing"),
        pytest.param(b'{"type":"FeatureCollection","features":[]}', "IMP-154", None, id="b9 no features"),
        pytest.param(b'{"type":"Feature"}', "IMP-153", None, id="one feature"),
        pytest.param(b"[1,2]", "IMP-153", None, id="a list"),
        pytest.param(named("A")[:-20], "IMP-152", 1, id="b12 cut off"),
        pytest.param(named("A").replace(b"}]}", b"}\n,]}"), "IMP-152", 2, id="b12 comma too many"),
        pytest.param(named("A").decode().encode("utf-16"), "IMP-142", 1, id="b12 utf-16"),
        pytest.param(b"[" * 200_000, "IMP-152", None, id="b13 nested"),
        pytest.param(b"<html><body>x</body></html>", "IMP-141", None, id="b18 a page"),
        pytest.param("名称,緯度,経度\nA,35.6,139.3\n".encode("cp932"), "IMP-141", None, id="b18 a table"),
        pytest.param('{"名称": "'.encode() + b"\xff\xff\xff", "IMP-142", 1, id="no text"),
    ],
)  # fmt: skip
def test_documents_that_cannot_be_read(data: bytes, code: str, line: int | None) -> None:
    problem = refused(area_geojson.FORMAT, ("a.geojson", data))
    assert (problem.code, problem.line) == (code, line)


def test_b18_files_of_another_kind_are_named() -> None:
    table = refused(area_geojson.FORMAT, ("a.geojson", "名称,緯度\nA,35.6\n".encode()))
    assert "CSV" in table.message
    assert refused(area_geojson.FORMAT, ("a.zip", b"<html></html>")).code == "IMP-141"
    assert refused(area_geojson.FORMAT, ("a.csv", b"a,b\n1,2\n")).code == "IMP-141"
    assert refused(area_geojson.FORMAT, ("a.xlsx", xlsx(cells(1, "a")))).code in ("IMP-101", "IMP-141")
    assert refused(area_geojson.FORMAT, ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50))).code in (
        "IMP-112",
        "IMP-141",
    )


def test_b12_a_mark_at_the_start_of_json() -> None:
    assert len(read(area_geojson.FORMAT, ("a.geojson", b"\xef\xbb\xbf" + named("A", "B")))[0]) == 2


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:EPSG::6677", "EPSG:6677", "http://www.opengis.net/def/crs/EPSG/0/6677"]
)
def test_b10_a_known_crs_member_is_honoured(name: str) -> None:
    records, problems = read(area_geojson.FORMAT, one(area(METRES), name))
    assert ([record.srid for record in records], problems) == ([6677], [])


def test_b10_an_unknown_one_is_asked_about() -> None:
    for crs in ("EPSG:99999", "平面直角9系", "file:///etc/passwd"):
        records, problems = read(area_geojson.FORMAT, one(area(), crs))
        assert [(p.code, p.severity, p.choice) for p in problems] == [("IMP-105", "ask", "crs")]
        assert problems[0].options == (*IN_DEGREES, *IN_METRES)
        assert [record.srid for record in records] == [6668]
        question = asked(area_geojson.FORMAT, one(area(METRES), crs))
        assert question.options == (*IN_METRES, *IN_DEGREES)
    assert refused(area_geojson.FORMAT, one(area(METRES), "EPSG:32654")).code == "IMP-105"


def test_b10_a_link_is_left_alone() -> None:
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    records, problems = read(area_geojson.FORMAT, linked(link))
    assert [record.srid for record in records] == [4326]
    assert [(p.code, p.severity) for p in problems] == [("CRS-802", "note")]
    for odd in (5, {}, {"type": "name"}, {"type": "name", "properties": {"name": 5}}, "EPSG:3857"):
        assert [p.choice for p in read(area_geojson.FORMAT, linked(odd))[1]] == ["crs"]


def test_b11_metres_without_a_label_or_under_a_wrong_one_are_asked_about() -> None:
    for crs in (None, "EPSG:4326", "urn:ogc:def:crs:EPSG::6668"):
        question = asked(area_geojson.FORMAT, one(area(METRES), crs))
        assert (question.code, question.choice) == ("CRS-803", "crs")
        assert "横 -36500" in (question.value or "")
        records, problems = read(area_geojson.FORMAT, one(area(METRES), crs), choices={"crs": "2451"})
        assert ([record.srid for record in records], [p.code for p in problems]) == ([2451], ["CRS-801"])


def test_b11_degrees_under_a_label_in_metres_are_asked_about_and_shown() -> None:
    for crs, shown in (("EPSG:6677", 6668), ("EPSG:2451", 4612), ("EPSG:30169", 4301), ("EPSG:3857", 4326)):
        records, problems = read(area_geojson.FORMAT, one(area(), crs))
        assert [(p.code, p.severity, p.choice) for p in problems] == [("CRS-804", "ask", "crs")]
        assert [record.srid for record in records] == [shown]


def test_b14_a_key_that_stands_twice_is_asked_about() -> None:
    text = named("見本", "本町").decode().replace('"名称": "本町"', '"名称": "本町", "名称": "元町"')
    file = ("a.geojson", text.encode())
    records, problems = read(area_geojson.FORMAT, file)
    assert [record.fields["name"] for record in records] == ["見本", "元町"]
    assert [(p.code, p.severity, p.choice) for p in problems] == [("GEO-216", "ask", "keys")]
    assert problems[0].value == '2行目 名称: "本町" と "元町"'
    for given, name in (("first", "本町"), ("last", "元町")):
        records, problems = read(area_geojson.FORMAT, file, choices={"keys": given})
        assert records[1].fields["name"] == name
        assert [(p.code, p.severity) for p in problems] == [("GEO-216", "note")]
    same = text.replace("元町", "本町").encode()
    assert read(area_geojson.FORMAT, ("a.geojson", same))[1] == []


def test_b14_the_second_feature_of_an_id_is_left_out_naming_both_rows() -> None:
    document = json.loads(named("A", "B", "C", "A"))
    for feature, own in zip(document["features"], (7, 8, 7, 7), strict=True):
        feature["id"] = own
    records, problems = read(area_geojson.FORMAT, ("a.geojson", json.dumps(document).encode()))
    assert [record.fields["name"] for record in records] == ["A", "B"]
    assert [(p.code, p.severity, p.line, p.value) for p in problems] == [
        ("GEO-214", "row", 3, "7"), ("GEO-215", "note", 4, "7"),
    ]  # fmt: skip
    assert all("1行目と同じ" in p.message for p in problems)


def test_b19_shapes_round_the_world_are_refused() -> None:
    across = [[179.0, 40.0], [179.0, 41.0], [181.0, 41.0], [179.0, 40.0]]
    jump = [[179.0, 40.0], [179.0, 41.0], [-179.0, 41.0], [179.0, 40.0]]
    pole = [[130.0, 40.0], [130.0, 90.0], [140.0, 90.0], [130.0, 40.0]]
    for ring in (across, jump, pole):
        data = geojson([({"名称": "A"}, area()), ({"名称": "B"}, area(ring))])
        assert refused(area_geojson.FORMAT, ("a.geojson", data)).code == "GEO-220"


def test_b20_a_bow_tie_is_asked_about_with_its_areas_and_shown_repaired() -> None:
    records, problems = read(area_geojson.FORMAT, one(area(BOW_TIE)))
    assert [(p.code, p.severity, p.choice) for p in problems] == [("GEO-221", "ask", "repair")]
    # Two triangles that are half the square: 1,109.4 m × 906.2 m / 2.
    assert problems[0].value == "1行目 0㎡→502,673㎡"
    assert_plain(problems[0])
    assert shapely.is_valid(records[0].geometry)
    assert records[0].geometry.geom_type == "MultiPolygon"


def test_b20_the_answer_decides() -> None:
    records, problems = read(area_geojson.FORMAT, one(area(BOW_TIE)), choices={"repair": "yes"})
    assert shapely.is_valid(records[0].geometry)
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-222", "note", 1)]
    assert "㎡" in (problems[0].value or "")
    records, problems = read(area_geojson.FORMAT, one(area(BOW_TIE)), choices={"repair": "no"})
    assert records == []
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-203", "row", 1)]
    assert "交わって" in problems[0].message
    assert problems[0].value == "座標 139.305, 35.605"


def test_b20_areas_on_the_plane_are_in_square_metres() -> None:
    ring = [[x * 100_000, y * 100_000] for x, y in ((0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01), (0, 0))]
    _, problems = read(area_geojson.FORMAT, one(area(ring), "EPSG:6677"))
    assert problems[0].value == "1行目 0㎡→500,000㎡"


def test_b20_what_has_no_area_left_is_left_out() -> None:
    flat = [[139.30, 35.60], [139.31, 35.60], [139.32, 35.60], [139.30, 35.60]]
    records, problems = read(area_geojson.FORMAT, one(area(flat)), choices={"repair": "yes"})
    assert records == []
    assert [(p.code, p.severity) for p in problems] == [("GEO-203", "row")]


def test_b22_heights_are_dropped_with_a_note() -> None:
    records, problems = read(area_geojson.FORMAT, one(area([[x, y, 120.5] for x, y in SQUARE])))
    assert records[0].geometry.has_z is False
    assert [(p.code, p.severity) for p in problems] == [("GEO-213", "note")]


def test_plane_coordinates_are_judged_in_metres() -> None:
    far = area([[x * 100, y] for x, y in METRES])
    data = geojson([({"名称": "A"}, area(METRES)), ({"名称": "B"}, far)], crs="EPSG:6677")
    records, problems = read(area_geojson.FORMAT, ("a.geojson", data))
    assert [(record.fields["name"], record.srid) for record in records] == [("A", 6677)]
    assert [p.code for p in problems] == ["GEO-207"]


def test_web_mercator_is_judged_in_degrees() -> None:
    tokyo, paris = point(15_507_000.0, 4_246_000.0), point(261_000.0, 6_250_000.0)
    data = geojson([({"name": "A"}, tokyo), ({"name": "B"}, paris)], crs="EPSG:3857")
    records, problems = read(osm_geojson.FORMAT, ("a.geojson", data))
    assert [(record.fields["name"], record.srid) for record in records] == [("A", 3857)]
    assert [p.code for p in problems] == ["GEO-207"]


def test_points_where_areas_are_wanted() -> None:
    assert refused(area_geojson.FORMAT, one(point(139.3, 35.6))).code == "GEO-210"


def test_several_documents_are_asked_about() -> None:
    members = {"a.geojson": named("A"), "町/b.geojson": named("B")}
    question = asked(area_geojson.FORMAT, ("a.zip", zipped(members)))
    assert [option.value for option in question.options] == ["a.geojson", "町/b.geojson"]
    records, _ = read(area_geojson.FORMAT, ("a.zip", zipped(members)), choices={"table": "町/b.geojson"})
    assert [record.fields["name"] for record in records] == ["B"]


def test_recognising_never_raises() -> None:
    for data in (b"", b"{", b"\xff\xfe{", b'{"features": [{"properties": 5, "geometry": 5}]}'):
        assert area_geojson.FORMAT.recognises(delivery(("a.geojson", data))) is False
