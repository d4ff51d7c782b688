"""Knows what each command needs before it starts: settings, a running database, the schema.

Knows no command.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.engine import Engine

from gisapp.config import Config, from_environment
from gisapp.db.engine import database, make_engine, require_usable
from gisapp.db.migrate import upgrade
from gisapp.errors import UserError
from gisapp.publish.register import City, cities


@dataclass(frozen=True, slots=True)
class Session:
    """A usable database with the newest schema, for as long as the command runs."""

    config: Config
    url: str
    engine: Engine


@contextlib.contextmanager
def session() -> Iterator[Session]:
    """Starts what must run, brings the schema up, and puts everything away at the end."""
    config = from_environment()
    with database(config) as url:
        engine = make_engine(url)
        try:
            require_usable(engine)
            upgrade(engine)
            yield Session(config, url, engine)
        finally:
            engine.dispose()


def chosen_city(engine: Engine, code: str | None) -> City:
    """The municipality of --municipality, else the first one, real ones before the sample."""
    with engine.connect() as connection:
        known = cities(connection)
    found = next((city for city in known if code in (None, city.code)), None)
    if found is None:
        codes = "、".join(f"{city.code} {city.name}" for city in known) or "なし"
        raise UserError("CLI-001", "その市区町村のデータがありません。", f"読み込み済み: {codes}。")
    return found
