from datetime import date

import pytest

from importers import area_geojson, ksj_a27, ksj_a32, ksj_n03, osm_geojson
from importers._record import Format
from tests.importers.build import area, delivery, geojson, point, read, refused

CODE = "B113210000012"


@pytest.mark.parametrize(
    ("form", "properties"),
    [
        (ksj_a27.FORMAT, {"A27_005": "13201", "A27_006": "市立", "A27_007": "第一小", "A27_008": "横山"}),
        (ksj_a27.FORMAT,
         {"A27_001": "13201", "A27_002": "市立", "A27_003": CODE, "A27_004": "第一小", "A27_005": "横山"}),
        (ksj_a27.FORMAT, {"A27_005": "13201", "A27_006": "市立", "name": "第一小", "address": "横山"}),
        (ksj_a32.FORMAT, {"A32_001": "13201", "A32_002": "市立", "A32_003": "第一小", "A32_004": "横山"}),
        (ksj_a32.FORMAT, {"A32_006": "13201", "A32_007": "市立", "A32_008": "第一小", "A32_009": "横山"}),
        (ksj_a32.FORMAT,
         {"A32_001": "13201", "A32_002": "市立", "A32_003": CODE, "A32_004": "第一小", "A32_005": "横山"}),
    ],
)  # fmt: skip
def test_every_edition_gives_the_same_fields(form: Format, properties: dict[str, str]) -> None:
    data = geojson([(properties, area())])
    assert form.recognises(delivery(("a.geojson", data)))
    records, problems = read(form, ("a.geojson", data))
    assert problems == []
    assert records[0].fields == {
        "municipality_code": "132012", "founder": "市立", "name": "第一小", "address": "横山",
    }  # fmt: skip


def test_school_points_are_refused_in_words() -> None:
    data = geojson([({"A27_001": "13201", "A27_003": "第一小"}, point(139.3, 35.6))])
    problem = refused(ksj_a27.FORMAT, ("A27P-16_13.geojson", data))
    assert problem.code == "KSJ-401"
    assert "点" in problem.message


def test_no_code_column_and_no_name() -> None:
    data = geojson([({"A27_005": "八王子市", "A27_006": "市立"}, area())])
    assert refused(ksj_a27.FORMAT, ("a.geojson", data)).code == "KSJ-402"
    nameless = {"A27_005": "13201", "A27_006": "市立", "A27_007": None, "A27_008": "x"}
    data = geojson([(nameless | {"A27_007": "第一小"}, area()), (nameless, area())])
    records, problems = read(ksj_a27.FORMAT, ("a.geojson", data))
    assert len(records) == 1
    assert [(p.code, p.line) for p in problems] == [("VAL-304", 2)]


@pytest.mark.parametrize(
    ("form", "name", "day"),
    [
        (ksj_a27.FORMAT, "A27-16_13_GML.zip", date(2016, 4, 1)),
        (ksj_a27.FORMAT, "a27-10_01.geojson", date(2010, 4, 1)),
        (ksj_a32.FORMAT, "A32-21_13_GML.zip", date(2021, 4, 1)),
        (ksj_n03.FORMAT, "N03-19_13201_city.geojson", date(2019, 1, 1)),
        (ksj_n03.FORMAT, "N03-20190101_13_GML.zip", date(2019, 1, 1)),
        (ksj_n03.FORMAT, "N03-190101_13_GML.zip", date(2019, 1, 1)),
        (ksj_n03.FORMAT, "N03-20191301_13.zip", None),
        (ksj_a27.FORMAT, "校区.zip", None),
    ],
)
def test_the_day_in_the_official_name(form: Format, name: str, day: date | None) -> None:
    assert form.as_of(delivery((name, b"x"))) == day


@pytest.mark.parametrize(
    ("properties", "name", "county", "code"),
    [
        ({"N03_003": None, "N03_004": "八王子市", "N03_007": "13201"}, "八王子市", None, "132012"),
        ({"N03_003": "札幌市", "N03_004": "中央区", "N03_007": "01101"}, "札幌市中央区", None, "011011"),
        (
            {"N03_003": "西多摩郡", "N03_004": "奥多摩町", "N03_007": "13308"},
            "奥多摩町",
            "西多摩郡",
            "133086",
        ),
        (
            {"N03_003": None, "N03_004": "札幌市", "N03_005": "中央区", "N03_007": "01101"},
            "札幌市中央区",
            None,
            "011011",
        ),
        ({"N03_003": None, "N03_004": "所属未定地", "N03_007": None}, "所属未定地", None, None),
    ],
)
def test_names_of_municipalities(
    properties: dict[str, str | None], name: str, county: str | None, code: str
) -> None:
    data = geojson([({"N03_001": "東京都"} | properties, area())])
    assert ksj_n03.FORMAT.recognises(delivery(("a.geojson", data)))
    fields = read(ksj_n03.FORMAT, ("a.geojson", data))[0][0].fields
    assert fields == {"prefecture": "東京都", "county": county, "name": name, "municipality_code": code}


def test_named_areas() -> None:
    data = geojson(
        [({"id": 3, "名称": "由木東", "種別": "推進会議", "設立": 2019}, area()), ({"名称": " "}, area())]
    )
    assert area_geojson.FORMAT.recognises(delivery(("a.geojson", data)))
    records, problems = read(area_geojson.FORMAT, ("a.geojson", data))
    assert records[0].fields == {"name": "由木東", "id": "3", "kind": "推進会議", "extra": {"設立": 2019}}
    assert [(p.code, p.line) for p in problems] == [("VAL-304", 2)]
    official = geojson([({"A27_005": "13201", "name": "第一小"}, area())])
    assert not area_geojson.FORMAT.recognises(delivery(("a.geojson", official)))


def test_openstreetmap_points() -> None:
    tags = {"@id": "node/1", "name": "喫茶", "name:ja": "喫茶", "amenity": "cafe", "level": 2}
    data = geojson([(tags, point(139.3, 35.6)), ({"amenity": "cafe"}, point(139.31, 35.6))])
    assert osm_geojson.FORMAT.recognises(delivery(("a.geojson", data)))
    records, problems = read(osm_geojson.FORMAT, ("a.geojson", data))
    assert problems == []
    assert records[0].fields == {
        "name": "喫茶", "name_ja": "喫茶", "osm_id": "node/1", "tags": {"amenity": "cafe", "level": "2"},
    }  # fmt: skip
    assert records[1].fields["name"] is None
