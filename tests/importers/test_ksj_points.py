"""Facilities of 国土数値情報 as points: editions with the same column names, codes, odd values."""

from __future__ import annotations

from typing import Any

import pytest

from importers import ksj_a27, ksj_p02, ksj_p04, ksj_p14, ksj_p29
from importers._record import Format, Record
from tests.importers.build import SQUARE, area, delivery, geojson, point, read, refused, shape_set, zipped
from tests.importers.conftest import RealData
from tests.importers.ksj_build import point_set
from tests.importers.test_ksj_editions import (
    OLD_AREA,
    P04_NEW,
    P14_NEW,
    P14_OLD,
    P29_NEW,
    SCHOOL_CODE,
    columns,
)

SPOT = point(139.305, 35.605)


def fields(form: Format, row: dict[str, Any], name: str = "a.geojson") -> dict[str, Any]:
    records, problems = read(form, (name, geojson([(row, SPOT)])))
    assert problems == []
    return dict(records[0].fields)


def test_p14_of_2015_and_2021_have_the_same_names_and_are_told_by_their_codes() -> None:
    old, new = columns("P14", 1, *P14_OLD), columns("P14", 1, *P14_NEW)
    assert fields(ksj_p14.FORMAT, old)["name"] == fields(ksj_p14.FORMAT, new)["name"] == "見本児童館"
    assert fields(ksj_p14.FORMAT, old, "P14-23_13.geojson")["capacity"] == 40
    assert fields(ksj_p14.FORMAT, new, "P14-15_13.geojson")["municipality_code"] == "132012"


@pytest.mark.parametrize(
    ("form", "row"),
    [
        (ksj_p14.FORMAT, columns("P14", 1, "見本", "見本", "見本", "見本", "見本", "見本", "見本")),
        (ksj_p29.FORMAT, columns("P29", 1, "13201", "見本小学校", "見本町")),
        (ksj_p04.FORMAT, columns("P04", 1, "見本病院", "1", "見本町")),
        (ksj_p02.FORMAT, columns("P02", 1, "13201", "見本図書館", "見本町", "3", "3003", "3", "x")),
    ],
)
def test_columns_of_no_known_edition_are_refused(form: Format, row: dict[str, str]) -> None:
    data = geojson([(row, SPOT)])
    assert form.recognises(delivery(("a.geojson", data)))
    problem = refused(form, ("a.geojson", data))
    assert problem.code == "IMP-175"
    assert "年度" in problem.remedy


def test_numbers_in_place_of_codes_and_lost_zeros() -> None:
    numbers = columns("P29", 1, *P29_NEW) | {"P29_001": 1202.0, "P29_003": 16002, "P29_006": 1, "P29_007": 2}
    found = fields(ksj_p29.FORMAT, numbers)
    assert (found["municipality_code"], found["kind"]) == ("012025", "中学校")
    assert (found["operator"], found["status"]) == ("国", "休校中")
    welfare = columns("P14", 1, *P14_NEW) | {"P14_005": 5, "P14_006": 504, "P14_007": 50401}
    found = fields(ksj_p14.FORMAT, welfare)
    assert (found["group"], found["kind"]) == ("児童福祉施設等", "保育所")


def test_a_ward_of_a_designated_city_counts_as_the_city() -> None:
    assert fields(ksj_p29.FORMAT, columns("P29", 1, "01101", *P29_NEW[1:]))["municipality_code"] == "011002"
    assert fields(ksj_p29.FORMAT, columns("P29", 1, "13101", *P29_NEW[1:]))["municipality_code"] == "131016"


def test_codes_without_meaning_give_nothing() -> None:
    row = columns("P29", 1, "99", SCHOOL_CODE, "16099", "見本学校", "", "8", "0", "", "")
    sound = columns("P29", 1, *P29_NEW)
    records, problems = read(
        ksj_p29.FORMAT, ("a.geojson", geojson([(sound, SPOT), (sound, SPOT), (row, SPOT)]))
    )
    assert problems == []
    assert records[2].fields == {
        "municipality_code": None, "school_code": SCHOOL_CODE, "kind": None, "name": "見本学校",
        "address": None, "operator": None, "status": None, "campus": None, "note": None,
    }  # fmt: skip


def test_a_point_without_a_name_is_left_out() -> None:
    sound, nameless = columns("P04", 1, *P04_NEW), columns("P04", 1, *P04_NEW) | {"P04_002": " "}
    records, problems = read(ksj_p04.FORMAT, ("a.geojson", geojson([(sound, SPOT), (nameless, SPOT)])))
    assert len(records) == 1
    assert [(p.code, p.severity, p.line) for p in problems] == [("VAL-304", "row", 2)]


@pytest.mark.parametrize(
    ("code", "position"), [("1", None), ("2", "街区"), ("3", "町丁目"), ("4", "市区町村"), ("5", "都道府県")]
)
def test_how_exact_a_welfare_facility_s_point_is(code: str, position: str | None) -> None:
    row = columns("P14", 1, *P14_NEW) | {"P14_010": code}
    assert fields(ksj_p14.FORMAT, row)["position"] == position


@pytest.mark.parametrize(
    ("small", "middle", "kind"),
    [("051302", "0513", "児童センター"), ("", "0303", "福祉ホーム"), ("030300", "0303", "福祉ホーム"),
     ("", "", "児童福祉施設等")],
)  # fmt: skip
def test_the_finest_class_with_words_is_the_kind(small: str, middle: str, kind: str) -> None:
    row = columns("P14", 1, *P14_NEW) | {"P14_006": middle, "P14_007": small}
    sound = columns("P14", 1, *P14_NEW)
    records, _ = read(ksj_p14.FORMAT, ("a.geojson", geojson([(sound, SPOT), (row, SPOT), (sound, SPOT)])))
    assert records[1].fields["kind"] == kind


@pytest.mark.parametrize(
    ("written", "people"),
    [("40", 40), (40, 40), ("40.0", 40), ("0", None), ("-1", None), ("", None), ("若干", None)],
)
def test_how_many_a_welfare_facility_takes(written: Any, people: int | None) -> None:
    assert fields(ksj_p14.FORMAT, columns("P14", 1, *P14_OLD) | {"P14_009": written})["capacity"] == people


def test_a_class_in_figures_says_less_than_the_next() -> None:
    row = columns("P14", 1, *P14_OLD) | {"P14_006": "19008012"}
    assert fields(ksj_p14.FORMAT, row)["kind"] == "児童福祉施設"


@pytest.mark.parametrize(
    ("written", "departments"),
    [
        (("内科　外科", "小児科", "-"), ("内科", "外科", "小児科")),
        (("内科、外科", "内科", ""), ("内科", "外科")),
        (("", "", ""), ()),
    ],
)
def test_departments_of_a_hospital(written: tuple[str, ...], departments: tuple[str, ...]) -> None:
    row = columns("P04", 1, *P04_NEW) | columns("P04", 4, *written)
    assert fields(ksj_p04.FORMAT, row)["departments"] == departments


@pytest.mark.parametrize(
    ("emergency", "disaster", "beds", "found"),
    [
        ("1", "1", "300", (("救急告示病院", "基幹災害拠点病院"), 300)),
        ("9", "2", "0", (("地域災害拠点病院",), 0)),
        ("", "", "", ((), None)),
    ],
)
def test_beds_and_roles_of_a_hospital(
    emergency: str, disaster: str, beds: str, found: tuple[Any, ...]
) -> None:
    row = columns("P04", 1, *P04_NEW) | columns("P04", 8, beds, emergency, disaster)
    given = fields(ksj_p04.FORMAT, row)
    assert (given["roles"], given["beds"]) == found


def test_points_and_areas_of_one_zip_are_areas() -> None:
    areas = shape_set([(columns("A27", 5, *OLD_AREA), SQUARE)], cpg=b"SJIS")
    points = point_set([columns("A27", 1, *OLD_AREA)])
    members = {f"A27-10_13-g_SchoolDistrict.{suffix}": data for suffix, data in areas.items()}
    members |= {f"A27-10_13-g_PublicElementarySchool.{suffix}": data for suffix, data in points.items()}
    data = zipped(members)
    files = delivery(("A27-10_13_GML.zip", data))
    assert (ksj_a27.FORMAT.recognises(files), ksj_p29.FORMAT.recognises(files)) == (True, False)
    records, problems = read(ksj_a27.FORMAT, ("A27-10_13_GML.zip", data))
    assert problems == []
    assert [record.geometry.geom_type for record in records if record.geometry] == ["Polygon"]


def test_the_unicode_copy_is_read_where_a_zip_holds_both() -> None:
    row = columns("P29", 1, *P29_NEW)
    sound = point_set([row], epsg=6668)
    utf8 = shape_utf8(row)
    members = {f"Shift-JIS/P29-23_13.{suffix}": data for suffix, data in sound.items()}
    members |= {f"UTF-8/P29-23_13.{suffix}": data for suffix, data in utf8.items()}
    members |= {"UTF-8/P29-23_13.geojson": geojson([(row, SPOT)]), "KS-META-P29-23_13.xml": b"<metadata/>"}
    data = zipped(members)
    assert ksj_p29.FORMAT.recognises(delivery(("P29-23_13_GML.zip", data)))
    records, problems = read(ksj_p29.FORMAT, ("P29-23_13_GML.zip", data))
    assert problems == []
    assert [record.fields["name"] for record in records] == ["見本第一小学校"]


def shape_utf8(row: dict[str, str]) -> dict[str, bytes]:
    return point_set([row], epsg=6668, encoding="utf-8") | {"cpg": b"UTF-8"}


def test_other_files_are_not_taken_for_facilities() -> None:
    polygons = geojson([(columns("P29", 1, *P29_NEW), area())])
    others = geojson([({"名称": "見本", "P29": "1"}, SPOT)])
    for data in (polygons, others):
        assert not ksj_p29.FORMAT.recognises(delivery(("P29-23_13.geojson", data)))
    assert refused(ksj_p29.FORMAT, ("P29-23_13.geojson", polygons)).code == "GEO-210"
    assert refused(ksj_p29.FORMAT, ("P29-23_13.geojson", others)).code == "IMP-175"


@pytest.mark.real
def test_the_real_school_points_of_tokyo(real_data: RealData) -> None:
    files = real_data("hachioji/A27P-16_13_elementary_schools.geojson")
    records = [item for item in ksj_p29.FORMAT.read(files) if isinstance(item, Record)]
    here = [record.fields for record in records if record.fields["municipality_code"] == "132012"]
    assert (len(records), len(here)) == (1156, 70)
    assert {fields["kind"] for fields in here} == {"小学校"}
    assert sum(fields["operator"] == "八王子市立" for fields in here) == 70


@pytest.mark.real
def test_the_real_areas_of_a_designated_city_carry_the_city_s_code(real_data: RealData) -> None:
    files = real_data("sapporo/A27-10_elementary_districts.geojson")
    records = [item for item in ksj_a27.FORMAT.read(files) if isinstance(item, Record)]
    assert {record.fields["municipality_code"] for record in records} == {"011002"}
    assert {record.fields["shared_with"] for record in records} == {()}
