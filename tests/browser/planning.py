"""Knows the site over the demo city with planners who can log in, for tests that keep something in it.

Knows no page.
"""

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
from tests.browser.conftest import MANNERS, OpenContext, Watch, prepared, serving
from tests.conftest import site


@dataclass(frozen=True, slots=True)
class Room:
    """Where the site answers, and how one comes in."""

    address: str
    engine: Engine
    open_context: OpenContext

    def reader(self, **wanted: Any) -> Page:
        """A page of somebody without an account."""
        return self.open_context(**wanted).new_page()

    def planner(self, **wanted: Any) -> Page:
        """A page of a planner who has logged in."""
        context = self.open_context(**wanted)
        form = {"email": somebody(self.engine, Role.PLANNER), "password": PASSWORD}
        assert context.request.post(f"{self.address}/account/login", form=form, headers=OURS).ok
        return context.new_page()


@pytest.fixture
def room(
    demo_engine: Engine,
    tmp_path: Path,
    watch: Watch,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> Iterator[Room]:
    """The demo city's site; no scenario outlives the test."""
    opened: list[BrowserContext] = []
    with site(demo_engine, data_dir=tmp_path) as app, serving(app) as address:
        watch.hosts.add(address.removeprefix("http://"))

        def open_context(**wanted: Any) -> BrowserContext:
            values = {**browser_context_args, **MANNERS, "base_url": address, **wanted}
            opened.append(watch.follow(prepared(browser.new_context(**values))))
            return opened[-1]

        yield Room(address, demo_engine, open_context)
        for context in opened:
            watch.leave(context)
            context.close()
    with demo_engine.begin() as connection:
        connection.execute(sa.text("delete from scenario"))
