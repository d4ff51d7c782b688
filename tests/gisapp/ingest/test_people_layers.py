"""Holds the way of the layers of people into the database: towns from their boundary, projections by year."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.towns import load_towns
from importers._record import File
from tests.gisapp.ingest.files import CODE, HERE, city_file, geojson, load, square
from tests.importers.build import mesh_code
from tests.importers.test_ipss_national import table as nation_table
from tests.importers.test_projection import cell, figure, mesh, prefecture_book
from tests.importers.test_register import AGES, table, town

AS_WRITTEN = {"東町一丁目": "東町1丁目", "西ケ丘": "西が丘"}


def towns_file() -> File:
    """Two towns that fill the city, as e-Stat names them."""
    features: list[tuple[dict[str, object], dict[str, object]]] = []
    for n, name in enumerate(AS_WRITTEN):
        properties: dict[str, object] = {"KEY_CODE": f"9900100{n + 1}001", "PREF_NAME": "見本県", "CITY_NAME": "見本市", "S_NAME": name, "R2KAxx": 1}  # fmt: skip
        ring = square(HERE[0] + 0.02 * n, HERE[1], 0.02)
        features.append((properties, {"type": "Polygon", "coordinates": ring}))
    return File("r2ka99001.geojson", geojson(features))


def register_file(*more: list[object]) -> File:
    rows = [town(name, times=n + 1) for n, name in enumerate(AS_WRITTEN.values())]
    return File("jinkou_20241001.csv", table(*rows, *more))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where the official bytes are kept."""
    return tmp_path


@pytest.fixture
def city(engine: Engine, data_dir: Path) -> Engine:
    """A municipality with its area and its towns."""
    load(engine, data_dir, "city_area", city_file())
    load(engine, data_dir, "town_area", towns_file())
    return engine


def people(engine: Engine, layer: str) -> list[tuple[object, ...]]:
    """(year, key, name, everybody, 65 and over) of each cell."""
    statement = sa.text(
        "select c.year, c.key, c.name, t.people, o.people from population_cell c"
        " join population_count t on t.cell_id = c.id and t.sex = 't' and t.age_from = 0 and t.age_to is null"
        " join population_count o on o.cell_id = c.id and o.sex = 't' and o.age_from = 65 and o.age_to is null"
        " where c.layer = :layer order by c.year, c.key"
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement, {"layer": layer})]


def test_towns_are_an_area_system_of_their_own(city: Engine) -> None:
    with city.connect() as connection:
        towns = load_towns(connection, CODE)
    assert [(t.key, t.name, t.ward) for t in towns] == [
        ("99001001001", "東町一丁目", "見本市"), ("99001002001", "西ケ丘", "見本市"),
    ]  # fmt: skip


def test_the_register_gets_the_boundaries_of_its_towns(city: Engine, data_dir: Path) -> None:
    outcome = load(city, data_dir, "population_register", register_file())
    assert [p.code for p in outcome.problems] == ["JOIN-310"]
    assert people(city, "population_register") == [
        (2024, "99001001001", "東町1丁目", 100, sum(AGES[13:])),
        (2024, "99001002001", "西が丘", 200, 2 * sum(AGES[13:])),
    ]


def test_too_many_unmatched_people_stop_for_a_person(city: Engine, data_dir: Path) -> None:
    file = register_file(town("知らない町"))
    with pytest.raises(ImportRefusedError) as caught:
        load(city, data_dir, "population_register", file)
    assert "accept:JOIN-312" in {problem.choice for problem in caught.value.problems}
    assert people(city, "population_register") == []
    outcome = load(city, data_dir, "population_register", file, choices={"accept:JOIN-312": "yes"})
    assert [p.value for p in outcome.problems if p.code == "JOIN-311"] == ["知らない町 100人"]
    assert len(people(city, "population_register")) == 2


def test_without_boundaries_the_register_is_refused(engine: Engine, data_dir: Path) -> None:
    load(engine, data_dir, "city_area", city_file())
    with pytest.raises(ImportRefusedError) as caught:
        load(engine, data_dir, "population_register", register_file())
    assert caught.value.problems[0].code == "JOIN-313"


def test_the_whole_city_gets_a_cell_for_each_year(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "population_forecast", File("99.xlsx", prefecture_book()))
    found = people(city, "population_forecast")
    assert [(row[0], row[1], row[3]) for row in found] == [
        (year, CODE, figure(99001, "t", "総数", year)) for year in range(2020, 2051, 5)
    ]


def test_the_nation_is_stored_for_the_municipality_that_asks(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "population_forecast_national", File("zenkoku.csv", nation_table()))
    found = people(city, "population_forecast_national")
    assert [(row[0], row[1]) for row in found] == [(year, "000000") for year in (2015, 2020, 2040)]
    assert all(row[3] > 100_000_000 for row in found)


def test_projected_cells_come_in_by_year_with_their_ring(city: Engine, data_dir: Path) -> None:
    code = mesh_code(HERE[0] + 0.01, HERE[1] + 0.01, digits=9)
    far = mesh_code(HERE[0] + 0.5, HERE[1], digits=9)
    data = mesh(
        cell(code, (1, 2, 3, 4, 5), years=(2030, 2040)), cell(far, (1, 2, 3, 4, 5), years=(2030, 2040))
    )
    outcome = load(city, data_dir, "population_forecast_mesh", File("500m_mesh_2024_99.geojson", data))
    assert outcome.outside == 2
    assert people(city, "population_forecast_mesh") == [
        (2030, code, None, 15, 12),
        (2040, code, None, 15, 12),
    ]
