"""Knows people of the small town at their browsers. Knows no page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from tests.accounts import OURS, PASSWORD, email_of, somebody
from tests.assets import CODE
from tests.conftest import site


class Town:
    """The town's site and database, and whoever logs in there."""

    def __init__(self, app: Flask, engine: Engine, data_dir: Path) -> None:
        self.app, self.engine, self.data_dir = app, engine, data_dir

    def enter(
        self, role: Role, *, office_id: int | None = None, districts: tuple[str, ...] = ()
    ) -> FlaskClient:
        """A browser of somebody of the town with this role, office and territory."""
        somebody(self.engine, role, CODE)
        statement = sa.text(
            "update account set office_id = :office_id, districts = :districts where email = :email"
        )
        values = {"office_id": office_id, "districts": list(districts), "email": email_of(role)}
        with self.engine.begin() as connection:
            connection.execute(statement, values)
        client = self.app.test_client()
        form = {"email": email_of(role), "password": PASSWORD}
        assert client.post("/account/login", data=form, headers=OURS).status_code == 302
        return client


def send(client: FlaskClient, path: str, **said: object) -> TestResponse:
    """Posts a form as a page of ours does; `do` and `key` as on the page."""
    form = {"key": str(uuid4()), "do": "submit", **said}
    return client.post(path, data=form, headers=OURS)


@pytest.fixture
def our_town(town: Engine, tmp_path: Path) -> Iterator[Town]:
    """The small town with its site."""
    with site(town, data_dir=tmp_path) as app:
        yield Town(app, town, tmp_path)
