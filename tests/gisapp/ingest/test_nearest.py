"""Holds the areas nearest to schools: each point belongs to the school that is really nearest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gisapp.crs import transform
from gisapp.ingest.nearest import MARK, NEAREST, nearest_notes, nearest_school
from importers import ksj_a27, ksj_n03, ksj_p29
from importers._record import Delivery, File, Format, Record
from layers import elementary_district
from layers._layer import AreaRow, SchoolPointRow

PLANE = 6677
CITY = shapely.box(-40_000, -40_000, -30_000, -32_000).difference(
    shapely.box(-36_000, -36_000, -35_000, -35_000)
)


def school(name: str, x: float, y: float) -> SchoolPointRow:
    """A school at a place of the plane (metres)."""
    point = transform(np.array([shapely.Point(x, y)]), PLANE, 6668)[0]
    return SchoolPointRow(f"{name}|", name, point.x, point.y)


def metres(area: AreaRow) -> BaseGeometry:
    return transform(np.array([area.geometry]), area.srid, PLANE)[0]


@pytest.mark.parametrize("seed", range(8))
def test_the_nearest_school_of_any_point_is_the_one_whose_area_holds_it(seed: int) -> None:
    chance = np.random.default_rng(seed)
    places = chance.uniform((-40_000, -40_000), (-30_000, -32_000), (chance.integers(1, 40), 2))
    places = places[shapely.contains_xy(CITY, *places.T)]
    rows = [school(f"第{at}小学校", x, y) for at, (x, y) in enumerate(places)]
    areas = nearest_school(rows, CITY, plane_srid=PLANE)
    assert len(areas) == len(rows)
    shapes = {area.key: metres(area) for area in areas}
    assert shapely.union_all(list(shapes.values())).area == pytest.approx(CITY.area, rel=1e-9)
    for point in chance.uniform((-40_000, -40_000), (-30_000, -32_000), (200, 2)):
        distances = np.hypot(*(places - point).T)
        first, *others = np.sort(distances)
        if not shapely.contains_xy(CITY, *point) or (others and others[0] - first < 0.1):
            continue
        nearest = rows[int(distances.argmin())].key
        assert [key for key, shape in shapes.items() if shapely.contains_xy(shape, *point)] == [nearest]


def test_such_an_area_says_what_it_is() -> None:
    areas = nearest_school([school("石川小学校", -35_500, -33_000)], CITY, plane_srid=PLANE)
    assert [(area.key, area.name, area.srid) for area in areas] == [
        ("石川小学校|", f"石川小学校区{MARK}", 6668)
    ]
    assert areas[0].attributes == {
        "school": "石川小学校",
        "founder": None,
        "approximate": True,
        "method": NEAREST,
    }
    notes = nearest_notes([school("石川小学校", -35_500, -33_000)], CITY, plane_srid=PLANE)
    assert [(note.code, note.severity) for note in notes] == [("DST-708", "note")]
    assert MARK in notes[0].remedy


def test_schools_of_other_cities_are_left_aside() -> None:
    rows = [school("石川小学校", -35_500, -33_000), school("隣小学校", -20_000, -33_000)]
    areas = nearest_school(rows, CITY, plane_srid=PLANE)
    assert [area.attributes["school"] for area in areas] == ["石川小学校"]
    assert [note.code for note in nearest_notes(rows, CITY, plane_srid=PLANE)] == ["DST-708", "DST-709"]
    assert nearest_school(rows[1:], CITY, plane_srid=PLANE) == []
    assert nearest_school([], CITY, plane_srid=PLANE) == []


def test_schools_at_one_place_share_an_area() -> None:
    rows = [
        school("乙小学校", -35_500, -33_000),
        school("甲小学校", -35_500, -33_000),
        school("丙小学校", -38_000, -39_000),
    ]
    areas = nearest_school(rows, CITY, plane_srid=PLANE)
    assert sorted(area.name for area in areas) == [f"丙小学校区{MARK}", f"乙小学校・甲小学校区{MARK}"]
    assert [note.code for note in nearest_notes(rows, CITY, plane_srid=PLANE)] == ["DST-708", "DST-710"]


def test_the_order_of_the_file_does_not_matter() -> None:
    rows = [
        school("乙小学校", -35_500, -33_000),
        school("甲小学校", -38_000, -34_000),
        school("丙小学校", -38_000, -39_000),
    ]
    one, other = (nearest_school(each, CITY, plane_srid=PLANE) for each in (rows, rows[::-1]))
    assert [(area.key, area.geometry.wkb) for area in one] == [
        (area.key, area.geometry.wkb) for area in other
    ]


def records(form: Format, file: Path) -> list[Record]:
    read = form.read(Delivery((File(file.name, file.read_bytes()),)))
    return [item for item in read if isinstance(item, Record)]


@pytest.mark.real
def test_how_far_the_nearest_school_of_a_real_city_is_the_real_one(real_data: Path) -> None:
    """64 % of the area of Hachioji (70 % of the people): near enough to start with, and no more."""
    folder = real_data / "hachioji"
    (city,) = records(ksj_n03.FORMAT, folder / "N03-19_13201_city.geojson")
    outline = transform(np.array([city.geometry]), city.srid or 6668, PLANE)[0]
    points = [
        elementary_district.LAYER.to_row(record)
        for record in records(ksj_p29.FORMAT, folder / "A27P-16_13_elementary_schools.geojson")
        if record.fields["municipality_code"] == "132012"
    ]
    rows = [row for row in points if isinstance(row, SchoolPointRow)]
    areas = nearest_school(rows, outline, plane_srid=PLANE)
    # 69 schools have a district; 高尾山学園 takes pupils from the whole city.
    assert len(areas) == 70
    assert sum(metres(area).area for area in areas) == pytest.approx(outline.area, rel=1e-9)
    real: dict[str, list[BaseGeometry]] = {}
    for record in records(ksj_a27.FORMAT, folder / "A27-16_13201_elementary_districts.geojson"):
        shape = transform(np.array([record.geometry]), record.srid or 6668, PLANE)[0]
        real.setdefault(record.fields["name"], []).append(shapely.make_valid(shape))
    near = {area.attributes["school"]: metres(area) for area in areas}
    whole = {name: shapely.union_all(shapes) for name, shapes in real.items()}
    assert set(whole) < set(near)
    agreeing = sum(shapely.intersection(shape, near[name]).area for name, shape in whole.items())
    assert agreeing / sum(shape.area for shape in whole.values()) == pytest.approx(0.644, abs=0.01)
