"""Holds how people counted by town get the boundary of their town, and what is told of those that don't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from gisapp.ingest.town_finder import TownArea
from gisapp.ingest.towns import city_people, load_towns, town_people
from importers import estat_town_boundary, resident_register
from importers._record import Delivery, File, Problem, Record
from layers._layer import CityPeopleRow, TownPeopleRow
from layers.population_register import to_row
from layers.town_area import to_row as town_row

ALL, OLD = ("t", 0, None), ("t", 65, None)
DEMO = "990019"


def area(key: str, name: str, ward: str = "") -> TownArea:
    at = int(key[-4:])
    return TownArea(key, ward, name, shapely.box(at, 0, at + 1, 1))


def row(town: str, people: int | None = 100, ward: str | None = None, old: int | None = 20) -> TownPeopleRow:
    return TownPeopleRow(town, {ALL: people, OLD: old}, ward, households=10)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in problems]


def test_names_are_matched_and_kept_as_written() -> None:
    towns = [area("130010001", "旭ケ丘一丁目"), area("130010002", "大字川口"), area("130010003", "三番町")]
    found = town_people([row("旭が丘１丁目"), row("川口", 50), row("3番町", 30)], towns)
    assert [(cell.key, cell.name, cell.counts[ALL]) for cell in found.rows] == [
        ("130010001", "旭が丘１丁目", 100), ("130010002", "川口", 50), ("130010003", "3番町", 30),
    ]  # fmt: skip
    assert told(found.problems) == [("JOIN-310", "note")]
    assert "3件中3件" in found.problems[0].message
    assert "180人中180人、100.0％" in found.problems[0].message


def test_pieces_of_one_name_in_one_ward_are_one_town() -> None:
    towns = [area("13001350000", "岡津町", "泉区"), area("13001350001", "岡津町", "泉区")]
    cell = town_people([row("岡津町", ward="泉区")], towns).rows[0]
    assert (cell.key, cell.geometry.area) == ("13001350000", 2)


def test_the_same_name_in_two_wards_needs_the_ward() -> None:
    towns = [
        area("131010001", "本町", "東区"),
        area("131020002", "本町", "西区"),
        area("131020003", "西町", "西区"),
    ]
    found = town_people(
        [row("本町", 10, "東区"), row("本町", 20, "見本市西区"), row("西町", 30, "西区")], towns
    )
    assert [(cell.key, cell.counts[ALL]) for cell in found.rows] == [
        ("131010001", 10),
        ("131020002", 20),
        ("131020003", 30),
    ]
    without = town_people([row("本町", 10), row("西町", 990)], towns)
    assert [cell.key for cell in without.rows] == ["131020003"]
    assert told(without.problems)[:2] == [("JOIN-310", "note"), ("JOIN-311", "note")]


def test_a_loose_spelling_that_several_towns_share_is_not_guessed() -> None:
    towns = [area("130010001", "大字川口"), area("130010002", "川口字"), area("130010003", "新町")]
    found = town_people([row("小字川口（一部）", 1), row("新町", 999)], towns)
    assert [cell.key for cell in found.rows] == ["130010003"]


def test_a_boundary_without_blocks_takes_the_sum_of_them() -> None:
    towns = [area("130010001", "石川町"), area("130010002", "新町一丁目")]
    rows = [row("石川町1丁目", 60), row("石川町2丁目", 40, old=None), row("新町1丁目", 5)]
    found = town_people(rows, towns)
    assert [(cell.key, cell.name, dict(cell.counts), cell.households) for cell in found.rows] == [
        ("130010001", "石川町", {ALL: 100, OLD: None}, 20),
        ("130010002", "新町1丁目", {ALL: 5, OLD: 20}, 10),
    ]
    assert [code for code, _ in told(found.problems)] == ["JOIN-310", "JOIN-314"]


def test_a_block_that_the_boundary_lacks_is_not_put_into_another() -> None:
    towns = [area("130010001", "石川町一丁目"), area("130010002", "石川町"), area("130010003", "新町")]
    found = town_people([row("石川町1丁目"), row("石川町9丁目", 3), row("新町")], towns)
    assert [cell.key for cell in found.rows] == ["130010001", "130010003"]
    assert [p.value for p in found.problems if p.code == "JOIN-311"] == ["石川町9丁目 3人"]


def test_a_whole_town_gets_all_its_blocks_where_nobody_asks_for_one() -> None:
    towns = [area("130010001", "石川町一丁目"), area("130010002", "石川町二丁目"), area("130010003", "新町")]
    found = town_people([row("石川町", 70), row("新町")], towns)
    assert [(cell.key, cell.geometry.area, cell.name) for cell in found.rows] == [
        ("130010001", 2, "石川町"), ("130010003", 1, "新町"),
    ]  # fmt: skip
    assert [code for code, _ in told(found.problems)] == ["JOIN-310", "JOIN-315"]
    both = town_people([row("石川町", 70), row("石川町2丁目", 5), row("新町")], towns)
    assert [cell.key for cell in both.rows] == ["130010002", "130010003"]


def test_towns_that_the_register_lumps_together_are_shown_together() -> None:
    towns = [area("130010001", "東町"), area("130010002", "西町"), area("130010003", "南町")]
    found = town_people([row("東町・西町", 12), row("南町")], towns)
    assert [(cell.key, cell.geometry.area, cell.name, cell.counts[ALL]) for cell in found.rows] == [
        ("130010001", 2, "東町・西町", 12), ("130010003", 1, "南町", 100),
    ]  # fmt: skip
    twice = town_people([row("東町・西町", 12), row("西町", 50), row("南町")], towns)
    assert [cell.key for cell in twice.rows] == ["130010002", "130010003"]
    assert [p.value for p in twice.problems if p.code == "JOIN-311"] == ["東町・西町 12人"]


def test_c8_a_hidden_town_stays_hidden_and_keeps_its_total() -> None:
    found = town_people([row("東町", 7, old=None), row("西町", None, old=None)], [area("130010001", "東町")])
    assert dict(found.rows[0].counts) == {ALL: 7, OLD: None}
    assert [p.value for p in found.problems if p.code == "JOIN-311"] == ["西町 人数は秘匿"]


def test_under_95_percent_of_people_a_person_is_asked() -> None:
    towns = [area("130010001", "東町"), area("130010002", "空町")]
    enough = town_people([row("東町", 95), row("西町", 5)], towns)
    assert told(enough.problems) == [("JOIN-310", "note"), ("JOIN-311", "note"), ("JOIN-316", "note")]
    rows = [row("東町", 94), row("西町", 6)]
    question = town_people(rows, towns).problems[-1]
    assert (question.code, question.severity, question.choice) == ("JOIN-312", "ask", "accept:JOIN-312")
    assert "94.0％" in question.message
    accepted = town_people(rows, towns, choices={"accept:JOIN-312": "yes"})
    assert (len(accepted.rows), accepted.problems[-1].severity) == (1, "note")
    assert town_people(rows, towns, choices={"accept:JOIN-312": "no"}).problems[-1].severity == "refuse"


def test_nothing_that_fits_is_refused() -> None:
    for towns in ([], [area("130010001", "東町")]):
        found = town_people([row("西町")], towns)
        assert (found.rows, told(found.problems)) == ((), [("JOIN-313", "refuse")])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["東町", "西町", "南町1丁目", "南町2丁目", "北町", "東町・西町"]),
            st.integers(0, 50),
        ),
        max_size=12,
    )
)
def test_nobody_is_counted_twice_or_lost_without_a_word(written: list[tuple[str, int]]) -> None:
    towns = [area("130010001", "東町"), area("130010002", "西町"), area("130010003", "南町")]
    rows = [row(name, people) for name, people in written]
    found = town_people(rows, towns)
    listed = sum(
        int((p.value or "").split()[-1].removesuffix("人")) for p in found.problems if p.code == "JOIN-311"
    )
    if found.rows:
        assert sum(cell.counts[ALL] or 0 for cell in found.rows) + listed == sum(
            people for _, people in written
        )
    assert len({cell.key for cell in found.rows}) == len(found.rows)
    covered = shapely.union_all([cell.geometry for cell in found.rows]) if found.rows else shapely.Polygon()
    assert covered.area == pytest.approx(sum(cell.geometry.area for cell in found.rows))


# The whole city


def test_the_city_gets_a_cell_a_year() -> None:
    rows = [CityPeopleRow(code, year, {ALL: year}) for code in ("132012", "132021") for year in (2030, 2040)]
    outline = shapely.box(0, 0, 1, 1)
    found = city_people(rows, "132012", outline)
    assert [(cell.key, cell.year, cell.counts[ALL], cell.srid) for cell in found.rows] == [
        ("132012", 2030, 2030, 6668), ("132012", 2040, 2040, 6668),
    ]  # fmt: skip
    assert found.problems == ()
    assert told(city_people(rows, "011002", outline).problems) == [("JOIN-317", "refuse")]


# From the database


def test_towns_come_from_their_own_areas_else_from_the_newest_census(demo_engine: Engine) -> None:
    with demo_engine.connect() as connection:
        towns = load_towns(connection, DEMO)
        assert load_towns(connection, "132012") == []
        names = connection.execute(
            sa.text(
                "select count(*) from population_cell where layer = 'population_small_area' and name is not null"
            )
        ).scalar_one()
    assert len(towns) == names > 50
    assert all(town.name and town.geometry.is_valid and town.ward == "" for town in towns)


# Real files


@pytest.fixture(scope="module")
def sapporo(real_data: Path) -> tuple[list[TownPeopleRow], list[TownArea]]:
    """The register of Sapporo of 2020 and the boundaries of 2015."""
    folder = real_data / "sapporo"
    name = "jounen202010_ward.csv"
    table = Delivery((File(name, (folder / name).read_bytes()),))
    rows = [to_row(item) for item in resident_register.FORMAT.read(table) if isinstance(item, Record)]
    towns = []
    for path in sorted((folder / "smallarea_h27").glob("*.json")):
        for item in estat_town_boundary.FORMAT.read(Delivery((File(path.name, path.read_bytes()),))):
            if isinstance(item, Record):
                made = town_row(item)
                towns.append(TownArea(made.key, made.attributes["ward"] or "", made.name, made.geometry))
    return rows, towns


@pytest.mark.real
def test_the_towns_of_sapporo_join(sapporo: tuple[list[TownPeopleRow], list[TownArea]]) -> None:
    rows, towns = sapporo
    found = town_people(rows, towns)
    people = sum(cell.counts[ALL] or 0 for cell in found.rows)
    unmatched = [p for p in found.problems if p.code == "JOIN-311"]
    assert (len(rows), len(towns)) == (5447, 5781)
    assert 1 - len(unmatched) / len(rows) >= 0.989
    assert people / 1_961_682 >= 0.993
    assert [p.value for p in unmatched] == ["中央区北３条東９丁目 6人"]
    assert not [p for p in found.problems if p.severity != "note"]


@pytest.mark.real
def test_registers_by_block_join_boundaries_dissolved_by_name(real_data: Path) -> None:
    """八王子: the register counts by 丁目 (千人町1丁目), the boundary knows 千人町 only."""
    lines = (real_data / "hachioji" / "town_population_2015_2024.csv").read_text("utf-8").splitlines()[1:]
    rows = [
        TownPeopleRow(c[1], {ALL: int(c[3])}) for c in (line.split(",") for line in lines) if c[0] == "2020"
    ]
    features = json.loads((real_data / "hachioji" / "towns_2020.geojson").read_bytes())["features"]
    towns = [
        TownArea(
            f["properties"]["KEY_CODE"], "", f["properties"]["S_NAME"], shapely.geometry.shape(f["geometry"])
        )
        for f in features
    ]
    found = town_people(rows, towns)
    joined = sum(cell.counts[ALL] or 0 for cell in found.rows)
    assert joined / sum(row.counts[ALL] or 0 for row in rows) > 0.99
    assert len(found.rows) <= len(towns)
