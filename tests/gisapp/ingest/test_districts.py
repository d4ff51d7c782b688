"""Holds how districts are made of towns: nothing lost, nothing added, what is divided is marked and told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely

from gisapp.ingest.districts import BY_TOWNS, dissolve
from gisapp.ingest.town_finder import TownArea
from importers import estat_town_boundary
from importers._record import Delivery, File, Problem, Record
from layers._layer import AreaRow, TownDistrictRow


def grid(names: Sequence[str], ward: str = "") -> list[TownArea]:
    """Towns side by side, a thousandth of a degree each."""
    return [
        TownArea(
            f"13201{at:06d}", ward, name, shapely.box(139 + at / 1000, 35, 139 + (at + 1) / 1000, 35.001)
        )
        for at, name in enumerate(names)
    ]


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def by_name(areas: Sequence[AreaRow]) -> dict[str, AreaRow]:
    return {area.name: area for area in areas}


def test_towns_of_a_school_become_one_area() -> None:
    towns = grid(["石川町", "平町", "高倉町"])
    rows = [
        TownDistrictRow("石川町", "石川小学校"),
        TownDistrictRow("平町", "石川小学校"),
        TownDistrictRow("高倉町", "高倉小学校"),
    ]
    areas, problems = dissolve(rows, towns)
    assert problems == []
    assert [area.name for area in areas] == ["石川小学校区", "高倉小学校区"]
    assert [area.key for area in areas] == ["石川小学校|", "高倉小学校|"]
    assert {area.srid for area in areas} == {6668}
    assert areas[0].geometry.equals(shapely.union_all([town.geometry for town in towns[:2]]))
    assert areas[0].attributes == {"school": "石川小学校", "founder": None, "method": BY_TOWNS}


def test_a_divided_town_goes_whole_to_each_and_is_told() -> None:
    rows = [
        TownDistrictRow("石川町", "石川小学校", "1番地~300番地"),
        TownDistrictRow("石川町", "高倉小学校", "301番地~"),
        TownDistrictRow("平町", "石川小学校"),
    ]
    areas, problems = dissolve(rows, grid(["石川町", "平町"]))
    found = by_name(areas)
    for name in ("石川小学校区", "高倉小学校区"):
        assert found[name].attributes["approximate"] is True
        assert found[name].geometry.covers(grid(["石川町"])[0].geometry)
    assert found["高倉小学校区"].attributes["parts"] == "石川町（301番地~）"
    assert codes(problems) == ["DST-704"]
    assert problems[0].value == "石川小学校: 1番地~300番地、高倉小学校: 301番地~"
    assert problems[0].severity == "note"


def test_a_part_that_nobody_else_has_is_told_too() -> None:
    areas, problems = dissolve([TownDistrictRow("石川町", "石川小学校", "一部")], grid(["石川町"]))
    assert areas[0].attributes["approximate"] is True
    assert codes(problems) == ["DST-706"]
    rows = [TownDistrictRow("石川町", "石川小学校", "1番地"), TownDistrictRow("石川町", "石川小学校")]
    areas, problems = dissolve(rows, grid(["石川町"]))
    assert "approximate" not in areas[0].attributes
    assert problems == []


def test_spellings_of_a_town_are_one() -> None:
    towns = grid(["台町一丁目", "台町二丁目", "旭ケ丘", "松が谷"])
    rows = [
        TownDistrictRow(name, "見本小学校") for name in ("台町1丁目", "台町２丁目", "旭ヶ丘", "大字松ヶ谷")
    ]
    areas, problems = dissolve(rows, towns)
    assert problems == []
    assert areas[0].geometry.area == pytest.approx(sum(town.geometry.area for town in towns))


def test_a_town_without_chome_means_all_of_them() -> None:
    towns = grid(["台町一丁目", "台町二丁目", "平町"])
    areas, problems = dissolve(
        [TownDistrictRow("台町", "見本小学校"), TownDistrictRow("平町", "平小学校")], towns
    )
    assert problems == []
    assert by_name(areas)["見本小学校区"].geometry.equals(shapely.union_all([t.geometry for t in towns[:2]]))


def test_a_chome_that_the_boundary_does_not_know_is_a_part() -> None:
    rows = [TownDistrictRow("台町1丁目", "一小学校"), TownDistrictRow("台町2丁目", "二小学校", "1番")]
    areas, problems = dissolve(rows, grid(["台町"]))
    assert len(areas) == 2
    assert all(area.attributes["approximate"] for area in areas)
    assert by_name(areas)["二小学校区"].attributes["parts"] == "台町（台町2丁目1番）"
    assert codes(problems) == ["DST-704"]


def test_the_ward_and_the_city_may_stand_before_the_town() -> None:
    towns = [
        *grid(["旭町"], "中央区"),
        *(TownArea(f"x{t.key}", "北区", t.name, t.geometry) for t in grid(["旭町", "新川"])),
    ]
    rows = [TownDistrictRow("中央区旭町", "中央小学校"), TownDistrictRow("札幌市北区新川", "新川小学校")]
    areas, problems = dissolve(rows, towns)
    assert [area.name for area in areas] == ["中央小学校区", "新川小学校区"]
    assert codes(problems) == ["DST-703"]
    areas, problems = dissolve([TownDistrictRow("東京都八王子市石川町", "石川小学校")], grid(["石川町"]))
    assert (len(areas), problems) == (1, [])


def test_what_is_not_found_is_listed() -> None:
    names = [f"町{at}" for at in range(30)]
    rows = [TownDistrictRow(name, "見本小学校") for name in names] + [
        TownDistrictRow("その他の区域", "見本小学校")
    ]
    areas, problems = dissolve(rows, grid([*names, "山林", "水面"]))
    assert len(areas) == 1
    assert codes(problems) == ["DST-701", "DST-703"]
    assert problems[0].value == "その他の区域（見本小学校）"
    assert "2件" in problems[1].message
    assert problems[1].value == "山林、水面"


def test_a_school_without_any_town_stops_the_import() -> None:
    rows = [TownDistrictRow("石川町", "石川小学校"), TownDistrictRow("知らない町", "幻小学校")]
    _, problems = dissolve(rows, grid(["石川町"]))
    stopping = [problem for problem in problems if problem.severity == "row"]
    assert [(problem.code, problem.value) for problem in stopping] == [("DST-702", "幻小学校")]


def test_c22_below_95_percent_a_person_is_asked() -> None:
    names = [f"町{at}" for at in range(9)]
    rows = [TownDistrictRow(name, "見本小学校") for name in [*names, "知らない町"]]
    _, problems = dissolve(rows, grid(names))
    asked = problems[-1]
    assert (asked.code, asked.severity, asked.choice) == ("DST-705", "ask", "accept:DST-705")
    _, problems = dissolve(rows, grid(names), choices={"accept:DST-705": "yes"})
    assert (problems[-1].code, problems[-1].severity) == ("DST-705", "note")
    _, problems = dissolve(rows, grid(names), choices={"accept:DST-705": "x"})
    assert (problems[-1].code, problems[-1].severity) == ("DST-705", "refuse")


def test_without_boundaries_nothing_can_be_made() -> None:
    for towns in ([], grid(["別の町"])):
        areas, problems = dissolve([TownDistrictRow("石川町", "石川小学校")], towns)
        assert areas == []
        assert (problems[0].code, problems[0].severity) == ("DST-707", "refuse")


def test_every_problem_is_plain() -> None:
    rows = [TownDistrictRow("石川町", "石川小学校", "一部"), TownDistrictRow("x", "幻小学校")]
    for problem in dissolve(rows, grid(["石川町", "平町"]))[1]:
        assert problem.message.endswith("。")
        assert problem.remedy.endswith("。")


@pytest.mark.parametrize("seed", range(20))
def test_the_union_of_districts_is_the_union_of_named_towns(seed: int) -> None:
    chance = random.Random(seed)
    corners = [(x, y) for x in range(8) for y in range(8)]
    towns = [
        TownArea(
            f"13201{at:06d}",
            "",
            f"町{at}",
            shapely.box(139 + x / 100, 35 + y / 100, 139 + (x + 1) / 100, 35 + (y + 1) / 100),
        )
        for at, (x, y) in enumerate(corners)
    ]
    rows = [
        TownDistrictRow(town.name, f"第{chance.randrange(9)}小学校", chance.choice([None, None, "1番地"]))
        for town in towns
        for _ in range(chance.choice([0, 1, 1, 1, 2]))
    ]
    areas, _ = dissolve(rows, towns)
    named = {row.town for row in rows}
    expected = shapely.union_all([town.geometry for town in towns if town.name in named])
    together = shapely.union_all([area.geometry for area in areas])
    assert shapely.area(shapely.symmetric_difference(together, expected)) < 1e-12
    assert all(area.geometry.is_valid for area in areas)
    assert len(areas) == len({row.school for row in rows})


@pytest.mark.real
def test_real_towns_keep_their_area(real_data: Path) -> None:
    file = real_data / "hachioji" / "towns_2020.geojson"
    records = estat_town_boundary.FORMAT.read(Delivery((File(file.name, file.read_bytes()),)))
    shapes = [(r.fields["name"], r.geometry) for r in records if isinstance(r, Record) and r.geometry]
    towns = [TownArea(f"{at:06d}", "", name or "", shape) for at, (name, shape) in enumerate(shapes)]
    rows = [TownDistrictRow(town.name, f"第{at % 7}小学校") for at, town in enumerate(towns)]
    areas, problems = dissolve(rows, towns)
    assert (len(areas), problems) == (7, [])
    whole = sum(town.geometry.area for town in towns)
    assert sum(area.geometry.area for area in areas) == pytest.approx(whole, rel=1e-6)
