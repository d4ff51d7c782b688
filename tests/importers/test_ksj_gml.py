"""GML of 国土数値情報: shapes that features share, and files that are broken, swapped or mean harm."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from importers import ksj_a27, ksj_n03, ksj_p29
from importers._ksj import shapes as _ksj_shapes
from importers._ksj import xml as _ksj_xml
from importers._record import Problem, Record
from tests.importers.build import SQUARE, asked, assert_plain, delivery, read, refused, zipped
from tests.importers.ksj_build import JGD2000, JGD2011, curve, gml, surface

TAGS = ("administrativeAreaCode", "establishmentBody", "name", "address")
ROW = ("13201", "市立", "見本小学校", "見本町1")
NAME = "A27-16_13.xml"


def district(
    *rows: Sequence[str | None],
    srs: str | None = JGD2000,
    shapes: str | None = None,
    features: str | None = None,
    head: str = "",
    encoding: str = "UTF-8",
) -> bytes:
    return gml(
        "A27", TAGS, rows or [ROW], srs=srs, shapes=shapes, features=features, head=head, encoding=encoding
    )


def wkt(shapes: str) -> str:
    """The one record's area, drawn from shapes of which `sf1` is the area."""
    records, problems = read(ksj_a27.FORMAT, (NAME, district(shapes=shapes)))
    assert problems == []
    assert records[0].geometry is not None
    return records[0].geometry.normalize().wkt


def only_problem(data: bytes) -> Problem:
    records, problems = read(ksj_a27.FORMAT, (NAME, data))
    assert records == []
    assert len(problems) == 1
    assert_plain(problems[0])
    return problems[0]


def test_north_comes_first_in_the_file_and_second_in_the_record() -> None:
    assert wkt(curve("cv1", "35 139 36 139 36 140 35 139") + surface("sf1", [["cv1"]])) == (
        "POLYGON ((139 35, 139 36, 140 36, 139 35))"
    )


def test_a_border_that_two_areas_share_is_run_backwards_by_one() -> None:
    shapes = (
        curve("common", "35 139 36 139")
        + curve("rest", "36 139 36 140 35 139")
        + surface("sf1", [["-common", "-rest"]])
    )
    # Backwards: from 36 139 to 35 139, and from there over 36 140 back.
    assert wkt(shapes) == "POLYGON ((139 35, 139 36, 140 36, 139 35))"


def test_holes_heights_and_both_kinds_of_position() -> None:
    outer = curve("out", "35 139 36 139 36 140 35 140 35 139")
    hole = (
        '<gml:Curve gml:id="in"><gml:segments><gml:LineStringSegment><gml:posList srsDimension="3">'
        "35.2 139.2 5 35.2 139.4 5 35.4 139.4 5 35.2 139.2 5"
        "</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>"
    )
    assert wkt(outer + hole + surface("sf1", [["out"], ["in"]])) == (
        "POLYGON ((139 35, 139 36, 140 36, 140 35, 139 35), (139.2 35.2, 139.4 35.2, 139.4 35.4, 139.2 35.2))"
    )
    spelled = outer.replace(
        "<gml:posList>\n35 139 36 139 36 140 35 140 35 139\n</gml:posList>",
        "<gml:pos>35 139</gml:pos><gml:pos>36 139</gml:pos><gml:pos>36 140</gml:pos><gml:pos>35 139</gml:pos>",
    )
    assert spelled != outer
    assert wkt(spelled + surface("sf1", [["out"]])) == "POLYGON ((139 35, 139 36, 140 36, 139 35))"


def test_shapes_may_come_after_the_features_and_stand_inside_them() -> None:
    ring = "<gml:LinearRing><gml:posList>35 139 36 139 36 140 35 139</gml:posList></gml:LinearRing>"
    polygon = f'<gml:Polygon srsName="{JGD2011}"><gml:exterior>{ring}</gml:exterior></gml:Polygon>'
    texts = "".join(f"<ksj:{tag}>{text}</ksj:{tag}>" for tag, text in zip(TAGS, ROW, strict=True))
    inside = f'<ksj:Area gml:id="a"><ksj:bounds>{polygon}</ksj:bounds>{texts}</ksj:Area>'
    wrapped = f"<gml:featureMember>{inside}</gml:featureMember>"
    for features in (inside, wrapped):
        records, problems = read(ksj_a27.FORMAT, (NAME, district(srs=None, shapes="", features=features)))
        assert problems == []
        assert (len(records), records[0].srid) == (1, 6668)
    made = district().decode()
    at, end = made.index("<gml:Curve"), made.index("<ksj:Feature")
    turned = made[:at] + made[end : made.index("</ksj:Dataset>")] + made[at:end] + "</ksj:Dataset>"
    assert len(read(ksj_a27.FORMAT, (NAME, turned.encode()))[0]) == 1


def test_an_element_that_a_feature_leaves_out_moves_no_column() -> None:
    rows = [("13201", None, "見本小学校", "見本町1"), ROW, ("13201", "市立", "見本第二小学校", None)]
    records, _ = read(ksj_a27.FORMAT, (NAME, district(*rows)))
    assert [(r.fields["founder"], r.fields["name"], r.fields["address"]) for r in records] == [
        (None, "見本小学校", "見本町1"), ("市立", "見本小学校", "見本町1"), ("市立", "見本第二小学校", None),
    ]  # fmt: skip


def test_areas_and_points_of_one_file_are_told_apart() -> None:
    areas, points = district().decode(), gml("A27", TAGS, [ROW], points=True, feature="School").decode()
    at = points.index("<gml:Point"), points.index("</ksj:Dataset>")
    both = areas.replace("</ksj:Dataset>", points[slice(*at)].replace('"f1"', '"p1"') + "</ksj:Dataset>")
    records, problems = read(ksj_a27.FORMAT, ("A27-10_13-g.xml", both.encode()))
    assert (len(records), problems) == (1, [])
    assert not ksj_p29.FORMAT.recognises(delivery(("A27-10_13-g.xml", both.encode())))
    problem = refused(ksj_a27.FORMAT, (NAME, points.encode()))
    assert (problem.code, "面" in problem.message) == ("IMP-173", True)


def test_shift_jis_is_read_and_utf16_is_no_file_of_the_ministry() -> None:
    records, problems = read(ksj_a27.FORMAT, (NAME, district(encoding="Shift_JIS")))
    assert problems == []
    assert records[0].fields["name"] == "見本小学校"
    assert refused(ksj_a27.FORMAT, (NAME, district(encoding="UTF-16"))).code == "IMP-141"


def test_text_in_another_encoding_than_declared_is_refused() -> None:
    data = district().replace("見本小学校".encode(), "見本小学校".encode("cp932"))
    assert refused(ksj_a27.FORMAT, (NAME, data)).code == "IMP-170"
    data = district(encoding="Shift_JIS").replace(b"<gml:description>", b"<gml:description>\x81\xff")
    assert refused(ksj_a27.FORMAT, (NAME, data)).code == "IMP-142"
    assert refused(ksj_a27.FORMAT, (NAME, district().replace(b"UTF-8", b"KLINGON"))).code in {
        "IMP-142",
        "IMP-170",
    }


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>',
    ],
)
def test_document_types_and_entities_are_refused(head: str) -> None:
    assert refused(ksj_a27.FORMAT, (NAME, district(head=head))).code == "IMP-171"


def test_nothing_outside_the_file_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", touched)
    monkeypatch.setattr(socket, "create_connection", touched)
    data = district().replace(b'"#sf1"', b'"http://127.0.0.1:9/other.xml#sf1"')
    data = data.replace(b"KsjAppSchema-A27-v1_0.xsd", b"http://127.0.0.1:9/KsjAppSchema-A27-v1_0.xsd")
    problem = only_problem(data)
    assert (problem.code, problem.severity, problem.line) == ("IMP-174", "row", 1)
    for other in (b'"file:///etc/passwd"', b'"#nowhere"', b'"#"', b'""'):
        assert only_problem(district().replace(b'"#sf1"', other)).code == "IMP-174"


def test_shapes_that_name_themselves_end() -> None:
    ring = '<gml:Curve gml:id="{0}"><gml:segments><gml:curveMember xlink:href="#{1}"/></gml:segments></gml:Curve>'
    circle = ring.format("cv1", "cv2") + ring.format("cv2", "cv1") + surface("sf1", [["cv1"]])
    assert only_problem(district(shapes=circle)).code == "IMP-174"
    itself = '<gml:MultiSurface gml:id="sf1"><gml:surfaceMember xlink:href="#sf1"/></gml:MultiSurface>'
    assert only_problem(district(shapes=itself)).code == "IMP-174"


def test_shapes_that_multiply_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = '<gml:Curve gml:id="c{0}">{1}</gml:Curve>'
    member = '<gml:curveMember xlink:href="#c{0}"/>'
    shapes = curve("c0", " ".join(["35 139"] * 100))
    shapes += "".join(twice.format(at, member.format(at - 1) * 50) for at in range(1, 6))
    monkeypatch.setattr(_ksj_shapes, "_MAX_POSITIONS", 100_000)
    data = district(shapes=shapes + surface("sf1", [["c5"]]))
    assert refused(ksj_a27.FORMAT, (NAME, data)).code == "IMP-176"


def test_elements_without_end_or_bottom_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "<gml:a>" * 60 + "</gml:a>" * 60
    assert refused(ksj_a27.FORMAT, (NAME, district(shapes=deep))).code == "IMP-176"
    monkeypatch.setattr(_ksj_xml, "_MAX_NODES", 500)
    wide = "<gml:a>" + "<gml:b/>" * 600 + "</gml:a>"
    assert refused(ksj_a27.FORMAT, (NAME, district(shapes=wide))).code == "IMP-176"
    monkeypatch.setattr(_ksj_xml, "_MAX_ELEMENTS", 300)
    assert refused(ksj_a27.FORMAT, (NAME, district(shapes="<gml:a/>" * 400))).code == "IMP-176"


def test_broken_xml_is_refused_with_its_line() -> None:
    sound = district()
    problem = refused(ksj_a27.FORMAT, (NAME, sound[: len(sound) * 2 // 3]))
    assert problem.code == "IMP-170"
    assert (problem.line or 0) > 3
    assert refused(ksj_a27.FORMAT, (NAME, sound.replace(b"</ksj:name>", b"</ksj:nam>"))).code == "IMP-170"


@pytest.mark.parametrize(
    ("positions", "code"),
    [
        ("35 139 36 139 36 140 35.5 139", "GEO-204"),
        ("35 139 36 139 35 139", "GEO-204"),
        ("35 139 36 139 36 140 35", "GEO-201"),
        ("35 139 36 x 36 140 35 139", "GEO-201"),
        ("35 139 36 nan 36 140 35 139", "GEO-201"),
        ("", "GEO-201"),
        ("5 10 6 10 6 11 5 10", "GEO-207"),
    ],
)
def test_areas_that_cannot_be_drawn_are_left_out(positions: str, code: str) -> None:
    problem = only_problem(district(shapes=curve("cv1", positions) + surface("sf1", [["cv1"]])))
    assert (problem.code, problem.severity, problem.line) == (code, "row", 1)


def test_an_outline_that_crosses_itself_is_asked_about() -> None:
    bow_tie = curve("cv1", "35 139 36 140 36 139 35 140 35 139") + surface("sf1", [["cv1"]])
    _, problems = read(ksj_a27.FORMAT, (NAME, district(shapes=bow_tie)))
    assert [(problem.code, problem.severity) for problem in problems] == [("GEO-221", "ask")]


@pytest.mark.parametrize(
    ("srs", "srid"),
    [
        ("JGD2000 / (B, L)", 4612), ("JGD2011 / (B, L)", 6668), ("JGD2011/(B,L)", 6668), ("TD / (B, L)", 4301),
        ("fguuid:jgd2011.bl", 6668), ("urn:ogc:def:crs:EPSG::6668", 6668), ("EPSG:4612", 4612),
    ],
)  # fmt: skip
def test_the_crs_is_what_the_file_says(srs: str, srid: int) -> None:
    records, problems = read(ksj_a27.FORMAT, (NAME, district(srs=srs)))
    assert [problem for problem in problems if problem.severity != "note"] == []
    assert records[0].srid == srid


def test_a4_a_missing_srs_name_is_asked_for() -> None:
    records, problems = read(ksj_a27.FORMAT, (NAME, district(srs=None)))
    assert [(p.code, p.severity, p.choice) for p in problems] == [("IMP-104", "ask", "crs")]
    assert len(records) == 1
    answered, told = read(ksj_a27.FORMAT, (NAME, district(srs=None)), choices={"crs": "4612"})
    assert (answered[0].srid, [p.code for p in told]) == (4612, ["CRS-801"])


def test_an_srs_name_that_means_nothing_is_asked_for() -> None:
    _, problems = read(ksj_a27.FORMAT, (NAME, district(srs="見本座標系")))
    assert [(p.code, p.severity) for p in problems] == [("IMP-105", "ask")]
    metres = curve("cv1", "-40000 -30000 -39000 -30000 -39000 -29000 -40000 -30000") + surface(
        "sf1", [["cv1"]]
    )
    assert asked(ksj_a27.FORMAT, (NAME, district(srs="見本座標系", shapes=metres))).choice == "crs"


def test_b17_east_before_north_in_gml_is_asked_about() -> None:
    swapped = curve("cv1", "\n".join(f"{east} {north}" for east, north in SQUARE)) + surface("sf1", [["cv1"]])
    records, problems = read(ksj_a27.FORMAT, (NAME, district(shapes=swapped)))
    assert [(p.code, p.severity) for p in problems] == [("GEO-205", "ask")]
    assert [record.geometry.bounds for record in records if record.geometry] == [
        (139.30, 35.60, 139.31, 35.61)
    ]
    choice = problems[0].choice or ""
    agreed, told = read(ksj_a27.FORMAT, (NAME, district(shapes=swapped)), choices={choice: "yes"})
    assert (len(agreed), [p.severity for p in told]) == (1, ["note"])


def test_only_files_of_the_data_set_are_recognised() -> None:
    data = district()
    assert ksj_a27.FORMAT.recognises(delivery((NAME, data)))
    assert ksj_a27.FORMAT.recognises(delivery(("校区.gml", data)))
    assert not ksj_n03.FORMAT.recognises(delivery((NAME, data)))
    for other in (b"<a/>", b"", b"<?xml version='1.0'?><osm/>", data.replace(b"nlftp", b"example")):
        assert not ksj_a27.FORMAT.recognises(delivery((NAME, other)))
        assert refused(ksj_a27.FORMAT, (NAME, other)).code in {"IMP-140", "IMP-141"}


def test_the_right_one_of_several_files_is_read() -> None:
    points = gml("A27", TAGS, [ROW], points=True)
    meta = b"<metadata/>"
    both = zipped({"A27-16_13.xml": district(), "A27P-16_13.xml": points, "KS-META-A27-16.xml": meta})
    assert ksj_a27.FORMAT.recognises(delivery(("A27-16_13_GML.zip", both)))
    records, _ = read(ksj_a27.FORMAT, ("A27-16_13_GML.zip", both))
    assert [record.geometry.geom_type for record in records if record.geometry] == ["Polygon"]


def test_a_person_says_which_of_several_files_is_meant() -> None:
    second = district(("14150", "市立", "見本第二小学校", "見本町2"))
    name, data = "A27-16_GML.zip", zipped({"A27-16_13.xml": district(), "A27-16_14.xml": second})
    assert ksj_a27.FORMAT.recognises(delivery((name, data)))
    question = asked(ksj_a27.FORMAT, (name, data))
    assert (question.code, question.choice) == ("IMP-106", "table")
    records, _ = read(ksj_a27.FORMAT, (name, data), choices={"table": "A27-16_14.xml"})
    assert [record.fields["name"] for record in records] == ["見本第二小学校"]


def test_line_numbers_count_the_features() -> None:
    rows = [ROW, ("13201", "市立", None, "見本町1"), ("13201", "市立", "見本第三小学校", "見本町3")]
    out = list(ksj_a27.FORMAT.read(delivery((NAME, district(*rows)))))
    assert [(type(item), item.line) for item in out] == [(Record, 1), (Problem, 2), (Record, 3)]
