"""Places of OpenStreetMap: the same records from every kind of file, each fault in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time

import pytest

from importers import osm_geojson, osm_overpass, osm_pbf, osm_xml
from importers._osm.files import holds_tag
from importers._osm.tags import place_fields
from importers._record import Delivery, File, Format, Record
from tests.importers.build import area, delivery, geojson, point, read, refused
from tests.importers.build_osm import TOWN, Map, overpass, pbf, xml

CAFES = (("amenity", "cafe"),)
Build = Callable[[Map], bytes]
FILES: dict[str, tuple[Format, str, Build]] = {
    "overpass": (osm_overpass.FORMAT, "a.json", overpass),
    "overpass center": (osm_overpass.FORMAT, "a.json", lambda drawn: overpass(drawn, style="center")),
    "overpass geom": (osm_overpass.FORMAT, "a.json", lambda drawn: overpass(drawn, style="geom")),
    "overpass bb": (osm_overpass.FORMAT, "a.json", lambda drawn: overpass(drawn, style="bb")),
    "xml": (osm_xml.FORMAT, "a.osm", xml),
    "pbf": (osm_pbf.FORMAT, "a.osm.pbf", pbf),
}
EVERY = pytest.mark.parametrize("kind", sorted(FILES))


def town(kind: str) -> tuple[dict[str, Record], list[object]]:
    form, name, build = FILES[kind]
    records, problems = read(form, (name, build(TOWN)))
    return {record.fields["id"]: record for record in records}, list(problems)


@EVERY
def test_every_kind_of_file_gives_the_same_places(kind: str) -> None:
    form, name, build = FILES[kind]
    assert form.recognises(delivery((name, build(TOWN))))
    records, problems = town(kind)
    assert problems == []
    assert set(records) == {"node/11", "node/12", "node/13", "node/14", "way/21", "relation/31"}
    assert {record.srid for record in records.values()} == {4326}
    assert records["node/11"].geometry.coords[0] == pytest.approx((139.32, 35.62))  # type: ignore[union-attr]
    assert records["way/21"].geometry.coords[0] == pytest.approx((139.305, 35.605))  # type: ignore[union-attr]
    assert records["relation/31"].geometry.coords[0] == pytest.approx((139.305, 35.605))  # type: ignore[union-attr]


@EVERY
def test_every_tag_that_is_of_use_has_its_field(kind: str) -> None:
    fields = dict(town(kind)[0]["node/11"].fields)
    assert fields.pop("tags") == TOWN.of("node", 11)
    assert {key: value for key, value in fields.items() if value} == {
        "id": "node/11", "name": "Mihon", "name_ja": "見本珈琲店", "kana": "みほんこーひーてん",
        "address": "見本市本町一丁目2-3", "phones": ("042-000-0001",), "website": "https://example.jp/",
        "wheelchair": "limited", "opening_hours": "Mo-Fr 10:00-17:00; PH off",
        "openings": (((0, 1, 2, 3, 4), time(10), time(17)),), "hours_note": "祝日は休み",
        "assured_date": date(2026, 4, 1),
    }  # fmt: skip


@pytest.mark.parametrize("form", [osm_overpass, osm_xml, osm_pbf])
def test_a_layer_gets_its_own_kind_only(form) -> None:  # type: ignore[no-untyped-def]
    _, name, build = next(known for known in FILES.values() if known[0].key == form.FORMAT.key)
    only = form.only(("amenity", "bench"), ("amenity", "community_centre"))
    assert only.key == form.FORMAT.key
    records, _ = read(only, (name, build(TOWN)))
    assert [record.fields["id"] for record in records] == ["node/13", "relation/31"]


@EVERY
def test_the_day_of_the_map(kind: str) -> None:
    form, name, build = FILES[kind]
    expected = None if kind == "xml" else date(2026, 5, 1)
    assert form.as_of(delivery((name, build(TOWN)))) == expected
    told = xml(TOWN, inside='<meta osm_base="2026-05-01T10:00:00Z"/>')
    assert osm_xml.FORMAT.as_of(delivery(("a.osm", told))) == date(2026, 5, 1)


@EVERY
def test_a_layer_sees_at_a_glance_what_is_in_a_file(kind: str) -> None:
    _, name, build = FILES[kind]
    files = delivery((name, build(TOWN)))
    assert holds_tag(files, (("amenity", "toilets"), ("amenity", "bench")))
    assert not holds_tag(files, (("amenity", "toilets"),))
    assert not holds_tag(delivery((name, b"x")), CAFES)
    assert not holds_tag(delivery((name, b"")), CAFES)


@EVERY
def test_what_is_gone_is_no_place(kind: str) -> None:
    form, name, build = FILES[kind]
    gone = Map(
        {1: (139.3, 35.6), 2: (139.3, 35.6)},
        tags={"node/1": {"amenity": "cafe", "disused": "yes"}, "node/2": {"amenity": "cafe"}},
    )
    assert [record.fields["id"] for record in read(form, (name, build(gone)))[0]] == ["node/2"]


@EVERY
def test_b8_a_place_that_lies_nowhere_is_left_out_by_its_number(kind: str) -> None:
    form, name, build = FILES[kind]
    cut = Map(
        {1: (139.3, 35.6)},
        ways={5: (8, 9)},
        tags={"node/1": {"amenity": "cafe"}, "way/5": {"amenity": "cafe"}},
    )
    records, problems = read(form, (name, build(cut)))
    assert [record.fields["id"] for record in records] == ["node/1"]
    assert [(p.code, p.severity, p.value) for p in problems] == [("IMP-204", "row", "way/5")]
    assert all(p.line for p in problems)


@EVERY
def test_b5_b11_a_place_that_is_not_in_japan_is_left_out(kind: str) -> None:
    form, name, build = FILES[kind]
    far = Map(
        {1: (2.35, 48.85), 2: (35.6, 39.3), 3: (0.0, 0.0)},
        tags={f"node/{n}": {"amenity": "cafe"} for n in (1, 2, 3)},
    )
    records, problems = read(form, (name, build(far)))
    assert records == []
    assert [p.code for p in problems] == ["GEO-207", "GEO-207", "GEO-206"]
    assert problems[0].value is not None
    assert problems[0].value.startswith("node/1 ")


def test_ways_that_are_no_clean_area_still_lie_somewhere() -> None:
    odd = Map(
        nodes={1: (139.3, 35.6), 2: (139.31, 35.61), 3: (139.31, 35.6), 4: (139.3, 35.61)},
        ways={5: (1, 2, 3, 4, 1), 6: (1, 3), 7: (1,), 8: (1, 99, 3), 9: (1, 1, 1, 1)},
        areas={10: (6,)},
        tags={
            **{f"way/{n}": {"amenity": "cafe"} for n in (5, 6, 7, 8, 9)},
            "relation/10": {"amenity": "cafe"},
        },
    )
    for form, name, build in (FILES["pbf"], FILES["xml"], FILES["overpass"], FILES["overpass geom"]):
        records, problems = read(form, (name, build(odd)))
        assert problems == []
        assert len(records) == 6
        assert all(139.3 <= r.geometry.x <= 139.31 and 35.6 <= r.geometry.y <= 35.61 for r in records)  # type: ignore[union-attr]


# GeoJSON


@pytest.mark.parametrize(
    ("properties", "number"),
    [
        ({"@id": "node/1"}, "node/1"),
        ({"full_id": "w12", "osm_id": "12", "osm_type": "way"}, "way/12"),
        ({"@id": 12, "@type": "relation"}, "relation/12"),
        ({"osm_id": "12", "osm_type": "node"}, "node/12"),
        ({"osm_id": "12"}, "12"),
        ({}, None),
    ],
)
def test_every_program_s_way_to_write_the_number(properties: dict[str, object], number: str | None) -> None:
    data = geojson([({**properties, "amenity": "cafe"}, point(139.3, 35.6))])
    assert osm_geojson.FORMAT.recognises(delivery(("a.geojson", data)))
    records, _ = read(osm_geojson.FORMAT, ("a.geojson", data))
    assert (records[0].fields["id"], records[0].fields["tags"]) == (number, {"amenity": "cafe"})


def test_areas_and_the_tags_that_gdal_puts_into_one_column() -> None:
    others = '"amenity"=>"cafe","name:ja"=>"見本 \\"喫茶\\"","phone"=>"042-1"'
    data = geojson(
        [
            ({"osm_id": "1", "name": "Mihon", "other_tags": others}, area()),
            ({"osm_id": "2"}, point(139.3, 35.6)),
        ]
    )
    assert osm_geojson.FORMAT.recognises(delivery(("a.geojson", data)))
    records, problems = read(osm_geojson.FORMAT, ("a.geojson", data))
    assert problems == []
    assert records[0].geometry.coords[0] == pytest.approx((139.305, 35.605))  # type: ignore[union-attr]
    assert records[0].fields["tags"]["amenity"] == "cafe"
    assert records[0].fields["phones"] == ("042-1",)


# Tags


@pytest.mark.parametrize(
    ("tags", "key", "value"),
    [
        ({"phone": "+81 42 000 0001;+81-90-0000-0002; 042-1"}, "phones", ("042-000-0001", "090-0000-0002", "042-1")),
        ({"contact:phone": "+81(0)42-000-0001"}, "phones", ("042-000-0001",)),
        ({"phone": "０４２－１"}, "phones", ("042-1",)),
        ({"phone": ";;"}, "phones", ()),
        ({"website": "javascript:alert(1)"}, "website", None),
        ({"website": "example.jp"}, "website", None),
        ({"url": "https://example.jp/a b"}, "website", None),
        ({"contact:website": "https://example.jp/"}, "website", "https://example.jp/"),
        ({"name": "見本珈琲", "branch": "駅前店"}, "name", "見本珈琲 駅前店"),
        ({"name": "見本珈琲 駅前店", "branch": "駅前店"}, "name", "見本珈琲 駅前店"),
        ({"branch": "駅前店"}, "name", None),
        ({"addr:full": "見本市1-2", "addr:city": "他"}, "address", "見本市1-2"),
        ({"addr:housenumber": "3"}, "address", None),
        ({"check_date": "2026-04"}, "assured_date", None),
        ({"check_date": "2026-02-30"}, "assured_date", None),
        ({"survey:date": "2026-04-01"}, "assured_date", date(2026, 4, 1)),
    ],
)  # fmt: skip
def test_tags_are_read_as_people_write_them(tags: dict[str, str], key: str, value: object) -> None:
    assert place_fields(tags, None)[key] == value


# Faults of a whole file


def test_an_answer_that_the_server_cut_short_is_refused() -> None:
    remark = 'runtime error: Query timed out in "query" at line 2 after 181 seconds.'
    problem = refused(osm_overpass.FORMAT, ("a.json", overpass(TOWN, remark=remark)))
    assert problem.code == "IMP-203"
    inside = f"<remark> {remark.replace(chr(34), '')} </remark>"
    assert refused(osm_xml.FORMAT, ("a.osm", xml(TOWN, inside=inside))).code == "IMP-203"
    assert read(osm_overpass.FORMAT, ("a.json", overpass(TOWN, remark="a word to the reader")))[0]


def test_an_answer_in_which_every_element_comes_twice() -> None:
    document = json.loads(overpass(TOWN))
    document["elements"] += [
        {key: value for key, value in each.items() if key != "tags"} for each in document["elements"]
    ]
    records, problems = read(osm_overpass.FORMAT, ("a.json", json.dumps(document).encode()))
    assert (len(records), problems) == (6, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"elements":[]}', "IMP-154"),
        (b'{"elements":[{"type":"node","id":1', "IMP-152"),
        (overpass(TOWN)[:-30], "IMP-152"),
        (b'[{"type":"node"}]', "IMP-141"),
        (b"<html>", "IMP-141"),
        (b"", "IMP-140"),
    ],
)  # fmt: skip
def test_b9_b12_answers_that_cannot_be_read(data: bytes, code: str) -> None:
    assert refused(osm_overpass.FORMAT, ("a.json", data)).code == code


@pytest.mark.parametrize(
    "element", ["5", '"x"', "null", "{}", '{"type":"node"}', '{"type":"node","id":"x"}', '{"type":5,"id":1}']
)
def test_odd_elements_are_passed_over(element: str) -> None:
    good = (
        '{"type":"node","id":1,"lat":35.6,"lon":139.3,"tags":{"amenity":"cafe","n":[1],"":"x","y":"\\u0000"}}'
    )
    data = f'{{"elements":[{good},{element}]}}'.encode()
    records, problems = read(osm_overpass.FORMAT, ("a.json", data))
    assert [record.fields["tags"] for record in records] == [{"amenity": "cafe"}]
    assert problems == []


@pytest.mark.parametrize(
    "place",
    [
        '"lat":"35","lon":"139"',
        '"lat":NaN,"lon":139',
        '"lat":1e999,"lon":139',
        '"lat":null',
        '"center":5',
        '"geometry":[1,null]',
    ],
)
def test_b4_b6_places_that_are_no_numbers(place: str) -> None:
    data = f'{{"elements":[{{"type":"way","id":1,{place},"tags":{{"amenity":"cafe"}}}}]}}'.encode()
    records, problems = read(osm_overpass.FORMAT, ("a.json", data))
    assert (records, [p.code for p in problems]) == ([], ["IMP-204"])


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE osm SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_b15_xml_with_definitions_is_refused(head: str) -> None:
    problem = refused(osm_xml.FORMAT, ("a.osm", xml(TOWN, head=head)))
    assert problem.code in ("IMP-202", "IMP-141")
    assert "hostname" not in str(problem)


@pytest.mark.parametrize(
    "data", [xml(TOWN)[:-20], xml(TOWN).replace(b"<way", b"<wa y"), xml(TOWN).replace(b"UTF-8", b"x-none")]
)
def test_b12_broken_xml_is_refused(data: bytes) -> None:
    assert refused(osm_xml.FORMAT, ("a.osm", data)).code == "IMP-202"


def test_b13_xml_that_is_nested_too_deep_is_refused() -> None:
    assert refused(osm_xml.FORMAT, ("a.osm", b"<osm>" + b"<a>" * 5_000)).code == "IMP-202"


def test_elements_that_an_editor_marked_as_deleted_are_left_out() -> None:
    data = (
        xml(TOWN)
        .replace(b'<node id="12"', b'<node id="12" action="delete"')
        .replace(b'<node id="13"', b'<node id="13" visible="false"')
    )
    assert {r.fields["id"] for r in read(osm_xml.FORMAT, ("a.osm", data))[0]} == {
        "node/11",
        "node/14",
        "way/21",
        "relation/31",
    }


def test_changes_are_no_map() -> None:
    data = xml(TOWN).replace(b"<osm ", b"<osmChange ").replace(b"</osm>", b"</osmChange>")
    assert refused(osm_xml.FORMAT, ("a.osm", data)).code == "IMP-141"


@pytest.mark.parametrize("missing", [1, 20, 100, 200])
def test_a_truncated_pbf_is_refused(missing: int) -> None:
    problem = refused(osm_pbf.FORMAT, ("a.osm.pbf", pbf(TOWN)[:-missing]))
    assert problem.code == "IMP-200"
    assert "ダウンロード" in problem.remedy


def test_a_pbf_with_a_history_is_refused() -> None:
    data = pbf(TOWN, name="a.osh.pbf")
    assert refused(osm_pbf.FORMAT, ("a.osm.pbf", data)).code == "IMP-201"


def test_several_files_at_once_are_refused() -> None:
    one = pbf(TOWN)
    assert refused(osm_pbf.FORMAT, ("a.osm.pbf", one), ("b.osm.pbf", one)).code == "IMP-106"


@pytest.mark.real
def test_the_cafes_of_all_japan(real_data) -> None:  # type: ignore[no-untyped-def]
    files: Delivery = real_data("hachioji/osm_cafe_japan_2014.geojson")
    records = [item for item in osm_geojson.FORMAT.read(files) if isinstance(item, Record)]
    assert len(records) == 3330
    assert sum(record.fields["name"] is not None for record in records) == 3091
    assert {tuple(record.fields["tags"]) for record in records} == {(), ("name",)}
    assert all(isinstance(file, File) for file in files.files)
