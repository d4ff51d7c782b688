"""KML and KMZ as people export them, and as somebody might write them to do harm."""

from __future__ import annotations

import random

import pytest
from shapely import Point, Polygon

from importers import area_geojson, place_list
from importers._maps import kml as _kml
from importers._record import Problem, Record
from tests.importers.build import asked, delivery, read, refused, zipped
from tests.importers.test_damaged import assert_ends_in_words, damaged

SPOT = "<Point><coordinates>139.32,35.66,0</coordinates></Point>"
RING = "139.3,35.6 139.31,35.6 139.31,35.61 139.3,35.6"
AREA = f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
NAMESPACE = ' xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'


def placemark(name: str = "見本サロン", inside: str = SPOT) -> str:
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def kml(
    body: str, *, namespace: str = NAMESPACE, head: str = '<?xml version="1.0" encoding="UTF-8"?>'
) -> bytes:
    return f"{head}<kml{namespace}><Document><name>見本地図</name>{body}</Document></kml>".encode()


def places(body: str) -> tuple[list[Record], list[Problem]]:
    return read(place_list.FORMAT, ("a.kml", kml(body)))


@pytest.mark.parametrize(
    "namespace",
    ["", NAMESPACE, ' xmlns="http://earth.google.com/kml/2.0"', ' xmlns="http://earth.google.com/kml/2.1"'],
)
def test_a_placemark_is_a_place(namespace: str) -> None:
    data = kml(placemark(), namespace=namespace)
    assert place_list.FORMAT.recognises(delivery(("a.kml", data)))
    records, problems = read(place_list.FORMAT, ("a.kml", data))
    assert problems == []
    assert (records[0].fields["name"], records[0].geometry, records[0].srid) == (
        "見本サロン",
        Point(139.32, 35.66),
        4326,
    )


def test_a_prefixed_namespace() -> None:
    text = '<k:kml xmlns:k="http://www.opengis.net/kml/2.2"><k:Placemark><k:name>A</k:name></k:Placemark></k:kml>'
    assert read(place_list.FORMAT, ("a.kml", text.encode()))[0][0].fields["name"] == "A"


def test_b15_nested_folders_become_the_kind_of_place() -> None:
    body = f"<Folder><name>居場所</name><Folder><name>サロン</name>{placemark('A')}</Folder>{placemark('B')}</Folder>{placemark('C')}"
    assert [record.fields["kind"] for record in places(body)[0]] == ["居場所/サロン", "居場所", None]


def test_b15_html_becomes_words() -> None:
    html = "<![CDATA[<p>毎週<b>火曜</b></p>お茶<br>会&amp;話<script>alert(1)</script><img src='http://127.0.0.1/x'>]]>"
    records, _ = places(placemark(inside=f"<description>{html}</description>{SPOT}"))
    assert records[0].fields["description"] == "毎週火曜\nお茶\n会&話"


def test_further_columns() -> None:
    data = (
        '<ExtendedData><Data name="住所"><value>見本町1-1</value></Data><SchemaData schemaUrl="#x">'
        '<SimpleData name="参加費">100円</SimpleData><SimpleData name="name">別の名</SimpleData></SchemaData></ExtendedData>'
    )
    records, _ = places(placemark(inside=f"<phoneNumber>000-000-0001</phoneNumber>{data}{SPOT}"))
    fields = records[0].fields
    assert (fields["name"], fields["address"], fields["fee"], fields["phone"]) == (
        "見本サロン", "見本町1-1", "100円", "000-000-0001",
    )  # fmt: skip


def test_b15_what_lies_elsewhere_is_told_and_left_alone() -> None:
    body = (
        "<Style id='a'><IconStyle><Icon><href>http://127.0.0.1/a.png</href></Icon></IconStyle></Style>"
        "<NetworkLink><name>x</name><Link><href>file:///etc/passwd</href></Link></NetworkLink>"
        "<GroundOverlay><Icon><href>images/a.png</href></Icon></GroundOverlay>"
    )
    data = kml(body + placemark()).replace(
        b"<Document>", b'<Document xsi:schemaLocation="http://127.0.0.1/x.xsd" xmlns:xsi="x">'
    )
    records, problems = read(place_list.FORMAT, ("a.kml", data))
    assert len(records) == 1
    assert [(p.code, p.severity) for p in problems] == [("IMP-134", "note")]
    told = problems[0].value or ""
    assert all(word in told for word in ("NetworkLink", "アイコン", "GroundOverlay", "schemaLocation"))
    assert "127.0.0.1" not in told
    assert "passwd" not in str(records)


def test_b15_a_track_is_no_place() -> None:
    track = "<gx:Track><gx:coord>139.3 35.6 0</gx:coord></gx:Track>"
    records, problems = places(placemark("道", track) + placemark())
    assert [record.fields["name"] for record in records] == ["見本サロン"]
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-210", "row", 1)]


ENTITY = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize("head", [ENTITY, LAUGHS, '<!DOCTYPE kml SYSTEM "http://127.0.0.1/x.dtd">'])
def test_b15_document_types_and_entities_are_refused(head: str) -> None:
    data = kml(placemark("&x;"), head=f'<?xml version="1.0"?>{head}')
    assert refused(place_list.FORMAT, ("a.kml", data)).code == "IMP-131"
    assert not place_list.FORMAT.recognises(delivery(("a.kml", data)))


@pytest.mark.parametrize(
    "data",
    [b"", b"<kml", b"<kml><Placemark>", b"<gml/>", b"<OGRVRTDataSource/>", b"name,lat\n", b"{}", b"\x00" * 99,
     b"<kml>" + b"<Folder>" * 200],
)  # fmt: skip
def test_b1_b18_other_content_under_the_ending_is_refused(data: bytes) -> None:
    assert refused(place_list.FORMAT, ("a.kml", data)).code in ("IMP-132", "IMP-140", "IMP-142")


def test_no_placemarks() -> None:
    assert refused(place_list.FORMAT, ("a.kml", kml(""))).code == "IMP-154"


def test_size_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_kml, "MAX_BYTES", 100)
    assert refused(place_list.FORMAT, ("a.kml", kml(placemark()))).code == "IMP-132"


@pytest.mark.parametrize(
    ("said", "encoding"),
    [("UTF-8", "utf-8-sig"), ("Shift_JIS", "cp932"), ("UTF-8", "cp932"), ("UTF-16", "utf-16")],
)
def test_encodings_whatever_the_file_says(said: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{said}"?><kml>{placemark("髙﨑①の家")}</kml>'
    assert read(place_list.FORMAT, ("a.kml", text.encode(encoding)))[0][0].fields["name"] == "髙﨑①の家"


def test_shapes() -> None:
    line = "<LineString><coordinates>139.3,35.6 139.31,35.61</coordinates></LineString>"
    mixed = f"<MultiGeometry>{line}<MultiGeometry>{AREA}</MultiGeometry></MultiGeometry>"
    two = f"<MultiGeometry>{SPOT}{SPOT.replace('139.32', '139.33')}</MultiGeometry>"
    records, problems = places("".join(placemark(inside=shape) for shape in (AREA, line, mixed, two, "")))
    polygon = Polygon([tuple(map(float, pair.split(","))) for pair in RING.split()])
    assert [polygon.intersects(r.geometry) for r in records[:3]] == [True] * 3
    assert (records[3].geometry, records[4].geometry) == (Point(139.32, 35.66), None)
    assert [p.code for p in problems] == ["MAP-507"]


def test_areas_serve_other_formats_too() -> None:
    records, _ = read(area_geojson.FORMAT, ("会議.kml", kml(placemark("東", AREA))))
    assert (records[0].fields["name"], records[0].geometry.geom_type) == ("東", "Polygon")


@pytest.mark.parametrize(
    ("text", "code"),
    [("139.32, 35.66, 0", None), (" 139.32,35.66 ", None), ("nan,35.6", "GEO-202"), ("1e309,35.6", "GEO-202"),
     ("139.32", "GEO-202"), ("0,0", "GEO-206"), ("2.35,48.85", "GEO-207")],
)  # fmt: skip
def test_b4_b6_coordinates(text: str, code: str | None) -> None:
    records, problems = places(
        placemark(inside=f"<Point><coordinates>{text}</coordinates></Point>") + placemark() * 2
    )
    assert [p.code for p in problems if p.line == 1] == ([code] if code else [])
    assert (records[0].geometry is None) == bool(code)


# KMZ


def test_b16_the_document_of_a_kmz() -> None:
    data = zipped(
        {"images/a.png": b"\x89PNG", "doc.kml": kml(placemark()), "files/other.kml": kml(placemark("x") * 2)}
    )
    assert place_list.FORMAT.recognises(delivery(("a.kmz", data)))
    assert [record.fields["name"] for record in read(place_list.FORMAT, ("a.kmz", data))[0]] == ["見本サロン"]


def test_several_documents_are_asked_for() -> None:
    data = zipped({"カフェ.kml": kml(placemark("A")), "サロン.kml": kml(placemark("B"))})
    question = asked(place_list.FORMAT, ("a.zip", data))
    assert (question.code, question.choice) == ("IMP-106", "table")
    records, _ = read(place_list.FORMAT, ("a.zip", data), choices={"table": "サロン.kml"})
    assert records[0].fields["name"] == "B"


@pytest.mark.parametrize("name", ["../doc.kml", "/doc.kml", "C:/doc.kml", "a/../../doc.kml"])
def test_b16_names_that_climb_are_refused(name: str) -> None:
    assert refused(place_list.FORMAT, ("a.kmz", zipped({name: kml(placemark())}))).code == "IMP-121"


def test_b16_a_bomb_is_refused() -> None:
    assert refused(place_list.FORMAT, ("a.kmz", zipped({"doc.kml": b" " * 20_000_000}))).code == "IMP-120"


def test_damage_never_ends_in_anything_but_words() -> None:
    chance, sound = random.Random("kml"), kml(placemark() + placemark("区域", AREA))
    for number in range(300):
        name, data = ("a.kml", sound) if number % 2 else ("a.kmz", zipped({"doc.kml": sound}))
        assert_ends_in_words(place_list.FORMAT, delivery((name, damaged(data, chance))))
