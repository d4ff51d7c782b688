"""Knows how the schema is brought up (and, in tests, down). Knows no table."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
#: Two starts at once must not migrate at once.
LOCK_KEY = 6668_2026


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the schema to `revision`. Waits for another migration that is under way."""
    with engine.begin() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes the schema back to `revision`; data in removed tables is gone."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def not_ours(table: str | None) -> bool:
    """PostGIS and the queue bring tables of their own that aren't ours to compare."""
    return table == "spatial_ref_sys" or str(table).startswith("procrastinate_")


def differences(engine: Engine) -> list[object]:
    """What the models hold and the migrated schema doesn't, or the other way round."""
    from gisapp.models import Base

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _obj, name, kind, *_: not (kind == "table" and not_ours(name))},
        )
        return list(compare_metadata(context, Base.metadata))


def _config(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
