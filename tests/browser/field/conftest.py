"""Knows the small town's site and the browsers of those who work there. Knows no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from tests.accounts import OURS, PASSWORD, somebody
from tests.assets import CODE
from tests.browser.conftest import MANNERS, OpenContext, Watch, prepared, serving
from tests.conftest import site


@dataclass(frozen=True, slots=True)
class Field:
    """Where the town's site answers, and its database."""

    address: str
    engine: Engine

    def let_in(self, context: BrowserContext, role: Role = Role.CSW) -> Page:
        """A page of somebody of the town who has logged in."""
        form = {"email": somebody(self.engine, role, CODE), "password": PASSWORD}
        answer = context.request.post(f"{self.address}/account/login", form=form, headers=OURS)
        assert answer.ok
        return context.new_page()

    def proposed(self) -> list[dict[str, Any]]:
        """What was proposed, in order."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.text("select content from proposal order by id")).scalars())


@pytest.fixture
def field(town: Engine, tmp_path: Path, watch: Watch) -> Iterator[Field]:
    """The small town's site."""
    with site(town, data_dir=tmp_path) as app, serving(app) as address:
        watch.hosts.add(address.removeprefix("http://"))
        yield Field(address, town)


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], field: Field, watch: Watch
) -> Iterator[OpenContext]:
    """Opens a context under watch whose addresses are those of the town's site."""
    opened: list[BrowserContext] = []

    def open_context(**wanted: Any) -> BrowserContext:
        values = {**browser_context_args, **MANNERS, "base_url": field.address, **wanted}
        opened.append(watch.follow(prepared(browser.new_context(**values))))
        return opened[-1]

    yield open_context
    for context in opened:
        watch.leave(context)
        context.close()
