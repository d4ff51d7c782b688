from datetime import date
from typing import Any

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
    assert {
        "municipality_code": "132012",
        "founder": "市立",
        "name": "第一小",
        "address": "横山",
    }.items() <= (records[0].fields.items())


SECOND = [[139.302, 35.602], [139.302, 35.608], [139.308, 35.608], [139.308, 35.602], [139.302, 35.602]]
NEXT = [[139.309, 35.60], [139.309, 35.61], [139.32, 35.61], [139.32, 35.60], [139.309, 35.60]]


def school(name: str | None, **more: Any) -> dict[str, Any]:
    return {"A27_005": "13201", "A27_006": "市立", "A27_007": name, "A27_008": "横山"} | more


@pytest.mark.parametrize(
    ("name", "address", "choice"),
    [
        ("第一小学校", "横山", None),
        ("選択区域（第一小・第二小）", "横山", "選択区域（第一小・第二小）"),
        ("第一小学校（調整区域）", "横山", "第一小学校（調整区域）"),
        ("第一小・第二小共通学区", "横山", "第一小・第二小共通学区"),
        ("第一小学校", "指定校変更許可区域", "指定校変更許可区域"),
        ("調整小学校", "選択町1", None),
    ],
)
def test_areas_with_a_choice_are_kept_and_say_so(name: str, address: str, choice: str | None) -> None:
    data = geojson([(school(name, A27_008=address), area()), (school("第二小学校"), area(NEXT))])
    records, problems = read(ksj_a27.FORMAT, ("a.geojson", data))
    assert problems == []
    assert [record.fields["choice"] for record in records] == [choice, None]


def test_areas_that_lie_over_one_another_are_kept_and_name_each_other() -> None:
    rows = [(school("第一小"), area()), (school("第二小"), area(SECOND)), (school("第三小"), area(NEXT))]
    records, problems = read(ksj_a27.FORMAT, ("a.geojson", geojson(rows)))
    assert problems == []
    assert [record.fields["shared_with"] for record in records] == [("第二小",), ("第一小",), ()]


def test_every_part_of_a_school_tells_what_one_of_them_shares() -> None:
    rows = [(school("第一小"), area(NEXT)), (school("第一小"), area()), (school("第二小"), area(SECOND))]
    records, _ = read(ksj_a27.FORMAT, ("a.geojson", geojson(rows)))
    assert [record.fields["shared_with"] for record in records] == [("第二小",), ("第二小",), ("第一小",)]


def test_two_parts_of_one_school_share_nothing_with_each_other() -> None:
    rows = [(school("第一小"), area()), (school("第一小"), area(SECOND))]
    records, _ = read(ksj_a27.FORMAT, ("a.geojson", geojson(rows)))
    assert [record.fields["shared_with"] for record in records] == [(), ()]


def test_the_school_code_is_told_by_its_form() -> None:
    new = {"A27_001": "13201", "A27_002": "市立", "A27_003": CODE, "A27_004": "第一小", "A27_005": "横山"}
    records, _ = read(ksj_a27.FORMAT, ("a.geojson", geojson([(new, area())])))
    assert records[0].fields["school_code"] == CODE
    records, _ = read(ksj_a27.FORMAT, ("a.geojson", geojson([(school("第一小"), area())])))
    assert records[0].fields["school_code"] is None


def test_codes_as_numbers_and_wards_of_a_designated_city() -> None:
    rows = [(school("第一小") | {"A27_005": code}, area()) for code in ("01101", 1101, "1109.0")]
    records, _ = read(ksj_a27.FORMAT, ("a.geojson", geojson(rows)))
    assert [record.fields["municipality_code"] for record in records] == ["011002"] * 3


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
        (ksj_n03.FORMAT, "N03-071001_13_GML.zip", date(2007, 10, 1)),
        (ksj_n03.FORMAT, "N03-07_13_071001.shp", date(2007, 10, 1)),
        (ksj_n03.FORMAT, "N03-501001_13_GML.zip", date(1950, 10, 1)),
        (ksj_n03.FORMAT, "N03-200101_13_GML.zip", date(1920, 1, 1)),
        (ksj_n03.FORMAT, "N03-20_13_200101.shp", date(2020, 1, 1)),
        (ksj_n03.FORMAT, "N03-20191301_13.zip", None),
        (ksj_a27.FORMAT, "校区.zip", None),
    ],
)
def test_the_day_in_the_official_name(form: Format, name: str, day: date | None) -> None:
    assert form.as_of(delivery((name, b"x"))) == day


@pytest.mark.parametrize(
    ("properties", "name", "ward", "county", "code"),
    [
        ({"N03_004": "八王子市", "N03_007": "13201"}, "八王子市", None, None, "132012"),
        ({"N03_004": "中央区", "N03_007": "13102"}, "中央区", None, None, "131024"),
        ({"N03_003": "札幌市", "N03_004": "中央区", "N03_007": "01101"}, "札幌市", "中央区", None, "011002"),
        ({"N03_004": "札幌市", "N03_005": "中央区", "N03_007": "01101"}, "札幌市", "中央区", None, "011002"),
        ({"N03_004": "相模原市", "N03_005": "緑区", "N03_007": "14151"}, "相模原市", "緑区", None, "141500"),
        ({"N03_003": "西多摩郡", "N03_004": "奥多摩町", "N03_007": "13308"}, "奥多摩町", None, "西多摩郡", "133086"),
        ({"N03_004": "八王子市", "N03_005": "19170901", "N03_007": "13201"}, "八王子市", None, None, "132012"),
        ({"N03_004": "八王子市", "N03_007": 13201}, "八王子市", None, None, "132012"),
        ({"N03_004": "函館市", "N03_007": 1202.0}, "函館市", None, None, "012025"),
        ({"N03_004": "所属未定地", "N03_007": None}, "所属未定地", None, None, None),
    ],
)  # fmt: skip
def test_names_of_municipalities(
    properties: dict[str, Any], name: str, ward: str | None, county: str | None, code: str
) -> None:
    data = geojson([({"N03_001": "東京都", "N03_004": None} | properties, area())])
    assert ksj_n03.FORMAT.recognises(delivery(("a.geojson", data)))
    fields = read(ksj_n03.FORMAT, ("a.geojson", data))[0][0].fields
    assert fields == {
        "prefecture": "東京都", "county": county, "name": name, "ward": ward, "municipality_code": code,
    }  # fmt: skip


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
    said = {key: value for key, value in records[0].fields.items() if value and key != "tags"}
    assert said == {"id": "node/1", "name": "喫茶", "name_ja": "喫茶"}
    assert records[0].fields["tags"] == {"name": "喫茶", "name:ja": "喫茶", "amenity": "cafe", "level": "2"}
    assert records[1].fields["name"] is None
