"""Holds who lives where in which year: suppressed cells, the newest and finest census, and each way to the future."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.analysis.ages import target_counts
from gisapp.errors import UserError
from gisapp.planning.population.people import People, demand_layers, people_of, people_years
from layers import all_layers
from tests.gisapp.ingest.files import CODE, HERE, city_file, load

Bracket = tuple[str, int, int | None]
BROAD: tuple[Bracket, ...] = (("t", 0, None), ("t", 0, 14), ("t", 15, 64), ("t", 65, None), ("t", 75, None))
FIVES: tuple[Bracket, ...] = tuple(
    (sex, low, low + 4 if low < 75 else None) for sex in "mf" for low in range(0, 80, 5)
)
#: A cell inside the city, its neighbour, and one of which the eastern half lies outside.
INSIDE, BESIDE, ACROSS = (0.0, 0.0), (0.01, 0.0), (0.035, 0.0)


@pytest.fixture
def connection(engine: Engine, tmp_path: Path) -> Iterator[Connection]:
    """A square city of 0.04 degrees without anybody."""
    load(engine, tmp_path, "city_area", city_file())
    with engine.connect() as opened:
        yield opened
        opened.rollback()


def put(
    connection: Connection,
    layer: str,
    year: int,
    key: str,
    people: Mapping[Bracket, int | None],
    *,
    at: tuple[float, float] = INSIDE,
    into: str | None = None,
    households: int | None = None,
) -> None:
    """A cell of 0.01 degrees; None is suppressed."""
    west, south = HERE[0] + at[0], HERE[1] + at[1]
    values = {
        "code": CODE, "layer": layer, "year": year, "key": key, "unit": into or key, "households": households,
        "shape": shapely.box(west, south, west + 0.01, south + 0.01).wkt,
    }  # fmt: skip
    cell = connection.execute(
        sa.text(
            "insert into population_cell (municipality_code, layer, year, key, unit_key, households, geom, run_id)"
            " select :code, :layer, :year, :key, :unit, :households,"
            " ST_Multi(ST_GeomFromText(:shape, 6668)), max(id) from import_run returning id"
        ),
        values,
    ).scalar_one()
    for (sex, low, high), count in people.items():
        state = "suppressed" if count is None else "known"
        connection.execute(
            sa.text(
                "insert into population_count (cell_id, sex, age_from, age_to, people, state) values (:cell, :sex, :low, :high, :people, :state)"
            ),
            {"cell": cell, "sex": sex, "low": low, "high": high, "people": count, "state": state},
        )


def broad(young: int, middle: int, old: int, late: int) -> dict[Bracket, int | None]:
    return dict(zip(BROAD, (young + middle + old, young, middle, old, late), strict=True))


def fives(*people: int) -> dict[Bracket, int | None]:
    """The same number of men and women in each of the sixteen five-year groups."""
    return {(sex, low, high): people[low // 5] for sex, low, high in FIVES}


def by_key(people: People, low: int, high: int | None) -> dict[str, float]:
    counts, _ = target_counts(people.brackets, age_from=low, age_to=high)
    return dict(zip(people.unit_keys, counts.round(6), strict=True))


# A census


def test_a_suppressed_cell_is_counted_where_its_people_went(connection: Connection) -> None:
    """Its own total is public, its ages and those of others are in the cell that took them in."""
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 33, 12), households=40)
    hidden = {**dict.fromkeys(BROAD[1:]), BROAD[0]: 3}
    put(connection, "population_mesh", 2020, "b", hidden, at=BESIDE, into="a", households=2)
    put(connection, "population_mesh", 2020, "c", broad(0, 0, 0, 0), at=ACROSS, households=None)
    people = people_of(connection, CODE, None)
    assert people.unit_keys == ("a", "c")
    assert people.unit.tolist() == [0, 0, 1]
    assert by_key(people, 0, None) == {"a": 106, "c": 0}
    assert by_key(people, 65, None) == {"a": 33, "c": 0}
    assert people.age_known().tolist() == [103, 0]
    assert people.households.tolist()[0] == 42
    assert math.isnan(people.households.tolist()[1])
    assert (people.suppressed_cells, people.unknown_units) == (1, 0)
    assert people.suppressed_share == 1.0
    assert (people.layer, people.cells_year, people.year, people.day) == (
        "population_mesh", 2020, 2020, date(2020, 1, 1)
    )  # fmt: skip
    assert people.projection is None
    np.testing.assert_allclose(people.cells[0].bounds, (*HERE, HERE[0] + 0.01, HERE[1] + 0.01))


def test_what_nobody_knows_is_null_and_told(connection: Connection) -> None:
    put(connection, "population_small_area", 2020, "a", dict.fromkeys(BROAD))
    put(connection, "population_small_area", 2020, "b", broad(10, 60, 30, 12), at=BESIDE)
    people = people_of(connection, CODE, 2020)
    assert by_key(people, 65, None)["b"] == 30
    assert math.isnan(by_key(people, 65, None)["a"])
    assert (people.suppressed_cells, people.unknown_units, people.suppressed_share) == (0, 1, 0.0)


def test_a_table_without_ages_still_tells_everybody(connection: Connection) -> None:
    put(connection, "population_register", 2025, "a", {BROAD[0]: 50})
    people = people_of(connection, CODE, None)
    assert by_key(people, 0, None) == {"a": 50}
    assert people.age_known().isna().all()
    assert [each.year for each in people_years(connection, CODE)] == [2025]


# Which year


def test_people_of_today_are_told_by_demand_layers_only() -> None:
    roles = {key: layer.role for key, layer in all_layers().items() if layer.kind == "people"}
    assert roles == {
        "population_mesh": "demand",
        "population_small_area": "demand",
        "population_register": "demand",
        "population_forecast": "forecast",
        "population_forecast_mesh": "forecast",
        "population_forecast_national": "forecast",
    }
    assert set(demand_layers()) == {key for key, role in roles.items() if role == "demand"}


def test_the_newest_census_and_of_its_layers_the_finest_is_today(connection: Connection) -> None:
    put(connection, "population_small_area", 2015, "old", broad(1, 1, 1, 1))
    put(connection, "population_mesh", 2020, "large", broad(1, 1, 1, 1))
    for number, key in enumerate("ab"):
        put(connection, "population_small_area", 2020, key, broad(1, 1, 1, 1), at=(0.01 * number, 0))
    for key in "xyz":
        put(connection, "population_mesh", 2020, f"far {key}", broad(1, 1, 1, 1), at=(5, 5))
    for layer in ("population_forecast", "population_forecast_mesh"):
        put(connection, layer, 2040, f"{layer}", broad(9, 9, 9, 9))
    people = people_of(connection, CODE, None)
    assert (people.layer, people.year) == ("population_small_area", 2020)
    years = people_years(connection, CODE)
    assert [(each.year, each.kind, each.layers) for each in years[:2]] == [
        (2015, "census", ("population_small_area",)), (2020, "census", ("population_small_area",))
    ]  # fmt: skip
    assert people_of(connection, CODE, 2015).unit_keys == ("old",)


def test_a_newer_register_is_today_and_ends_what_lies_before_it(connection: Connection) -> None:
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 30, 12))
    for year in (2025, 2030):
        put(connection, "population_forecast_mesh", year, "m", broad(10, 50, 30, 12))
    assert [each.year for each in people_years(connection, CODE)] == [2020, 2025, 2030]
    put(connection, "population_register", 2026, "r", broad(10, 60, 30, 12))
    assert people_of(connection, CODE, None).layer == "population_register"
    assert [each.year for each in people_years(connection, CODE)] == [2020, 2026, 2030]


def test_years_that_nobody_knows_are_refused_with_those_that_are(connection: Connection) -> None:
    with pytest.raises(UserError) as caught:
        people_of(connection, CODE, None)
    assert caught.value.code == "ASK-010"
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 30, 12))
    for year in (2019, 2040, 2041):
        with pytest.raises(UserError) as caught:
            people_of(connection, CODE, year)
        assert (caught.value.code, caught.value.remedy) == ("ASK-003", "2020年 から選んでください。")


# A future year


def test_a_mesh_projection_is_kept_to_the_municipality(connection: Connection) -> None:
    """100 old people inside and 40 of a cell half outside make 120; the city is to have 60."""
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 30, 12))
    put(connection, "population_forecast_mesh", 2040, "in", broad(10, 50, 100, 60))
    put(connection, "population_forecast_mesh", 2040, "edge", broad(20, 100, 40, 0), at=ACROSS)
    put(connection, "population_forecast", 2040, CODE, broad(40, 50, 60, 30))
    people = people_of(connection, CODE, 2040)
    assert by_key(people, 0, 14) == {"in": 20, "edge": 40}
    assert by_key(people, 15, 64) == {"in": 25, "edge": 50}
    assert by_key(people, 75, None) == {"in": 30, "edge": 0}
    assert by_key(people, 65, 74) == {"in": 20, "edge": 20}
    assert by_key(people, 0, None) == {"in": 95, "edge": 110}
    assert people.households.isna().all()
    assert (people.layer, people.year, people.day) == ("population_forecast_mesh", 2040, date(2040, 10, 1))
    assert people.projection is not None
    assert (people.projection.method, people.projection.base_year) == ("mesh_scaled", 2020)
    assert people.projection.sources == ("population_forecast_mesh", "population_forecast")
    assert "推計" in people.projection.sentence
    assert "0.50〜2.00倍" in people.projection.sentence


def test_other_shares_inside_are_kept_to_as_well(connection: Connection) -> None:
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 30, 12))
    put(connection, "population_forecast_mesh", 2040, "in", broad(10, 50, 100, 60))
    put(connection, "population_forecast", 2040, CODE, broad(10, 50, 25, 15))
    people = people_of(connection, CODE, 2040)
    assert by_key(people.controlled([0.5]), 65, None) == {"in": 50}
    assert by_key(people, 65, None) == {"in": 25}
    today = people_of(connection, CODE, None)
    assert today.controlled([0.5]) is today


def test_a_mesh_projection_alone_is_used_as_it_is_and_says_so(connection: Connection) -> None:
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 30, 12))
    put(connection, "population_forecast_mesh", 2040, "in", broad(10, 50, 100, 60))
    people = people_of(connection, CODE, 2040)
    assert by_key(people, 65, None) == {"in": 100}
    assert people.projection is not None
    assert people.projection.method == "mesh"
    assert "合計は合わせていません" in people.projection.sentence


def test_broad_groups_change_as_the_municipality_s_do(connection: Connection) -> None:
    put(connection, "population_mesh", 2020, "a", broad(10, 60, 30, 10))
    put(connection, "population_mesh", 2020, "b", broad(30, 60, 10, 10), at=BESIDE)
    put(connection, "population_forecast", 2040, CODE, broad(20, 60, 50, 40))
    people = people_of(connection, CODE, 2040)
    assert by_key(people, 0, 14) == {"a": 5, "b": 15}
    assert by_key(people, 75, None) == {"a": 20, "b": 20}
    assert by_key(people, 65, 74) == {"a": 10, "b": 0}
    assert (people.layer, people.cells_year, people.year) == ("population_mesh", 2020, 2040)
    assert people.projection is not None
    assert (people.projection.method, people.projection.base_year) == ("city_groups", 2020)


def test_five_year_ages_are_followed_and_kept_to_the_municipality(connection: Connection) -> None:
    """An old town and a young one: in ten years the city's 65 and over are where they grow old."""
    put(connection, "population_small_area", 2020, "old", fives(*[0] * 11, *[20] * 5))
    put(connection, "population_small_area", 2020, "young", fives(*[20] * 11, *[0] * 5), at=BESIDE)
    for year in (2025, 2030):
        put(connection, "population_forecast", year, CODE, fives(*[15] * 16))
    people = people_of(connection, CODE, 2030)
    assert people.projection is not None
    assert people.projection.method == "city_cohorts"
    assert by_key(people, 65, 69) == {"old": 30, "young": 0}
    assert by_key(people, 60, 64) == {"old": 0, "young": 30}
    assert by_key(people, 0, 4) == {"old": 0, "young": 30}
    assert by_key(people, 0, None) == {"old": 90, "young": 390}
    assert [each.year for each in people_years(connection, CODE)] == [2020, 2025, 2030]


def test_without_every_step_of_the_municipality_only_groups_are_followed(connection: Connection) -> None:
    put(connection, "population_small_area", 2020, "a", fives(*[20] * 16))
    put(connection, "population_forecast", 2040, CODE, fives(*[15] * 16))
    projection = people_of(connection, CODE, 2040).projection
    assert projection is not None
    assert projection.method == "city_groups"


@pytest.mark.parametrize(("fine", "method"), [(True, "nation_cohorts"), (False, "nation_groups")])
def test_the_nation_s_growth_is_the_last_resort_and_called_rough(
    connection: Connection, fine: bool, method: str
) -> None:
    start = fives(*[10] * 16) if fine else broad(60, 200, 60, 20)
    layer = "population_small_area" if fine else "population_mesh"
    put(connection, layer, 2020, "a", start)
    for year, people in ((2020, 1_000_000), (2025, 900_000)):
        put(connection, "population_forecast_national", year, "000000", fives(*[people] * 16))
    (_, rough) = people_years(connection, CODE)
    assert (rough.year, rough.kind, rough.base_year) == (2025, "projection", 2020)
    assert rough.title.startswith("粗い推計")
    told = people_of(connection, CODE, 2025)
    assert told.projection is not None
    assert told.projection.method == method
    assert "全国の伸び率を当てはめた粗い推計" in told.projection.sentence
    expected = 18 if fine else 60 * 0.9
    assert by_key(told, 0, 4 if fine else 14) == {"a": pytest.approx(expected)}
    put(connection, "population_forecast", 2025, CODE, fives(*[15] * 16))
    better = people_of(connection, CODE, 2025).projection
    assert better is not None
    assert better.method.startswith("city")


# The demo city


def figures(people: People) -> tuple[float, float]:
    old, _ = target_counts(people.brackets, age_from=65, age_to=None)
    return float(old.sum()), float(100 * old.sum() / people.age_known().sum())


def test_in_the_demo_city_older_people_become_fewer_while_their_rate_rises(demo_engine: Engine) -> None:
    with demo_engine.connect() as connection:
        told = {y: figures(people_of(connection, "990019", y)) for y in (2020, 2025, 2030, 2035, 2040, 2050)}
        whole = connection.execute(
            sa.text(
                "select sum(people) from population_cell c join population_count n on n.cell_id = c.id"
                " where layer = 'population_forecast' and year = 2040 and sex = 't' and age_from = 65 and age_to is null"
            )
        ).scalar_one()
    future = pd.DataFrame(told, index=["old", "rate"]).T.loc[2025:]
    assert future["rate"].is_monotonic_increasing
    assert future["old"].idxmax() == 2025
    assert told[2040][0] == pytest.approx(whole, rel=0.02)


def test_an_unknown_municipality_has_nobody(connection: Connection) -> None:
    assert people_years(connection, "132012") == []


@pytest.mark.real
def test_people_of_the_real_city(real_engine: Engine) -> None:
    """Both censuses of the mesh with their ring; clipped to the city they are those of the statistics office."""
    with real_engine.connect() as connection:
        years = [each.year for each in people_years(connection, "132012")]
        told = {year: people_of(connection, "132012", year) for year in (2015, 2020)}
    assert years[:2] == [2015, 2020]
    assert all(each.layer == "population_mesh" for each in told.values())
    assert told[2020].suppressed_cells == 13
    assert figures(told[2020])[1] > figures(told[2015])[1]
