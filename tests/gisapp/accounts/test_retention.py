"""Holds what is kept to the days that it is kept for."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.accounts.retention import DAYS, forget
from gisapp.accounts.rights import Role
from gisapp.assets.proposals import proposal, save, withdraw
from tests.accounts import log_in
from tests.assets import CODE, author, form, typed
from tests.conftest import site


def later(connection: Connection, table: str, column: str, days: int) -> None:
    """As if it had been so many days ago."""
    connection.execute(sa.text(f"update {table} set {column} = now() - make_interval(days => {days})"))


@pytest.mark.parametrize(("days", "kept"), [(DAYS - 1, True), (DAYS + 1, False)])
def test_g15_what_was_withdrawn_is_emptied_after_its_days(town: Engine, days: int, kept: bool) -> None:
    writer = author(town)
    with town.begin() as connection:
        gone = save(connection, writer, CODE, typed(form("ひみつ荘"), reason="まちがい"))
        open_one = save(connection, writer, CODE, typed(form("見本の茶の間")))
        withdraw(connection, gone.id, writer)
        later(connection, "proposal", "updated_at", days)
        forget(connection)
        emptied, other = proposal(connection, gone.id), proposal(connection, open_one.id)
    assert (emptied.content != {}) == (emptied.reason != "") == kept
    assert other.content["name"] == "見本の茶の間"


@pytest.mark.parametrize(("state", "kept"), [("dropped", False), ("done", True), ("open", True)])
def test_g15_what_a_resident_wrote_goes_when_it_was_put_aside(town: Engine, state: str, kept: bool) -> None:
    values: dict[str, Any] = {"code": CODE, "state": state}
    statement = sa.text(
        "insert into report (key, municipality_code, kind, text, place, state)"
        " values (gen_random_uuid(), :code, '新しい場所', 'となりの家', '東町', :state)"
    )
    with town.begin() as connection:
        connection.execute(statement, values)
        later(connection, "report", "decided_at", DAYS + 1)
        forget(connection)
        text = connection.execute(sa.text("select text || place from report")).scalar_one()
    assert bool(text) == kept


def test_g15_it_is_emptied_when_somebody_comes_in(town: Engine) -> None:
    writer = author(town)
    with town.begin() as connection:
        gone = save(connection, writer, CODE, typed(form("ひみつ荘")))
        withdraw(connection, gone.id, writer)
        later(connection, "proposal", "updated_at", DAYS + 1)
    with site(town) as app:
        log_in(app.test_client(), town, Role.ADMINISTRATOR)
    with town.connect() as connection:
        assert proposal(connection, gone.id).content == {}
