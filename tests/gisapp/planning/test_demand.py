"""Holds which people count as those of today: the newest of the demand layers, never a projection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.db.engine import query
from gisapp.planning.world import demand_layers
from layers import all_layers

DEMO = "990019"


@pytest.fixture
def connection(demo_engine: Engine) -> Iterator[Connection]:
    """The demo city, and nothing of what a test does to it stays."""
    with demo_engine.connect() as opened:
        opened.begin()
        yield opened
        opened.rollback()


def finest(connection: Connection) -> tuple[str, int]:
    row = connection.execute(query("finest_people"), {"code": DEMO, "layers": demand_layers()}).one()
    return row.layer, row.year


def copied(connection: Connection, layer: str, year: int) -> None:
    """The demo's mesh once more, as another layer's people of another year."""
    statement = sa.text(
        "insert into population_cell (municipality_code, layer, year, key, unit_key, geom, run_id)"
        " select municipality_code, :layer, :year, key, unit_key, geom, run_id"
        " from population_cell where municipality_code = :code and layer = 'population_mesh'"
    )
    connection.execute(statement, {"layer": layer, "year": year, "code": DEMO})


def test_people_of_today_are_told_by_demand_layers_only() -> None:
    roles = {key: layer.role for key, layer in all_layers().items() if layer.kind == "people"}
    assert roles == {
        "population_mesh": "demand",
        "population_small_area": "demand",
        "population_register": "demand",
        "population_forecast": "forecast",
        "population_forecast_mesh": "forecast",
    }
    assert set(demand_layers()) == {key for key, role in roles.items() if role == "demand"}


def test_a_projection_is_never_taken_for_today(connection: Connection) -> None:
    before = finest(connection)
    for layer in ("population_forecast", "population_forecast_mesh"):
        copied(connection, layer, 2040)
    assert finest(connection) == before


def test_a_newer_register_is_today(connection: Connection) -> None:
    copied(connection, "population_register", 2026)
    assert finest(connection) == ("population_register", 2026)
