"""Holds the real migrations on real PostGIS: up, down, and equal to the models."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.config import Config
from gisapp.db.engine import database, make_engine, require_usable
from gisapp.db.migrate import differences, downgrade, upgrade
from gisapp.errors import UserError


def tables(engine: Engine) -> set[str]:
    """Tables and views of ours."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("select table_name from information_schema.tables where table_schema = 'public'")
        )
        own = {"spatial_ref_sys", "geometry_columns", "geography_columns", "alembic_version"}
        return {row.table_name for row in rows} - own


def types(engine: Engine) -> int:
    """How many enumerations there are."""
    with engine.connect() as connection:
        asked = sa.text("select count(*) from pg_type where typtype = 'e'")
        return int(connection.execute(asked).scalar_one())


def test_schema_equals_the_models(engine: Engine) -> None:
    assert differences(engine) == []


def test_down_leaves_nothing_and_up_again_everything(engine: Engine) -> None:
    before = tables(engine)
    assert {"area", "service", "location", "population_cell", "public_asset", "public_area"} <= before
    downgrade(engine, "base")
    assert tables(engine) == set()
    assert types(engine) == 0
    upgrade(engine)
    assert tables(engine) == before
    assert differences(engine) == []


def test_three_states_of_a_count_are_kept_apart(engine: Engine) -> None:
    wrong = sa.text(
        "insert into population_count (cell_id, sex, age_from, people, state) "
        "values (1, 't', 0, null, 'known')"
    )
    with engine.begin() as connection, pytest.raises(sa.exc.IntegrityError, match="known_has_people"):
        connection.execute(wrong)


def test_foreign_server_that_does_not_answer_is_told() -> None:
    config = Config("127.0.0.1", 1, "postgresql://nobody@127.0.0.1:1/none", Path("/nonexistent"), None, 1, 1)
    with database(config) as url, pytest.raises(UserError, match="接続できません") as caught:
        require_usable(make_engine(url))
    assert "nobody:" not in str(caught.value)


def test_missing_rights_for_postgis_are_told(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("drop extension postgis cascade"))
        connection.execute(sa.text("create role weak login"))
    url = engine.url.set(username="weak").render_as_string(hide_password=False)
    weak = make_engine(url)
    try:
        with pytest.raises(UserError, match="postgis と pg_trgm") as caught:
            require_usable(weak)
    finally:
        weak.dispose()
        with engine.begin() as connection:
            connection.execute(sa.text("drop role weak"))
    assert "CREATE EXTENSION postgis" in caught.value.remedy


def test_a_server_without_the_right_to_make_tables_is_told(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("create role reader login"))
    reader = make_engine(engine.url.set(username="reader").render_as_string(hide_password=False))
    try:
        with pytest.raises(UserError, match="表を作る権限") as caught:
            require_usable(reader)
    finally:
        reader.dispose()
        with engine.begin() as connection:
            connection.execute(sa.text("drop role reader"))
    assert caught.value.code == "DB-012"
