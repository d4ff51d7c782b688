"""Knows a city hall: a site over a database of its own, a worker that works on it, and who has the key.

Knows no page.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from procrastinate import App
from sqlalchemy.engine import Engine

from gisapp.ingest import rows, runs
from gisapp.ingest.queue import QUEUE, enqueue, queue
from gisapp.ingest.work import Desk
from gisapp.reading.reader import Item, Known
from gisapp.reading.sandbox import Reader, in_process
from importers._record import Delivery
from layers._layer import Layer
from tests.accounts import OURS, PASSWORD, somebody
from tests.browser.conftest import MANNERS, PATIENCE_MS, OpenContext, Watch, prepared, serving
from tests.conftest import site
from tests.gisapp.ingest.files import city_file, districts_file, load, places_file

OFFICES = [
    "東事務所,35.21,141.51,東1",
    "西事務所,35.22,141.52,西2",
    "南事務所,35.205,141.53,南1",
    "中央事務所,35.22,141.53,中央1",
]


class Gate:
    """What a test holds the worker at, in the middle of a file."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()

    def close(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def pass_through(self) -> None:
        assert self._open.wait(PATIENCE_MS / 1000)


class GatedReader:
    """Reads as the worker would, and stops after two rows while the gate is closed."""

    def __init__(self, gate: Gate) -> None:
        self._gate, self._reader = gate, in_process()

    def look(self, deliveries: Sequence[Delivery], layer: Layer | None = None) -> list[Known]:
        return self._reader.look(deliveries, layer)

    def read(self, layer: Layer, delivery: Delivery, *, code: str | None = None) -> Iterator[Item]:
        for number, item in enumerate(self._reader.read(layer, delivery, code=code)):
            yield item
            if number == 1:
                self._gate.pass_through()

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Worker:
    """The queue's worker in a thread, woken as soon as something is put into the queue."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), name="worker under test")

    async def _serve(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._ready.set()
        try:
            async with self._app.open_async():
                await self._app.run_worker_async(
                    queues=[QUEUE], delete_jobs="always", install_signal_handlers=False
                )
        except asyncio.CancelledError:
            """The end of the test."""

    def __enter__(self) -> Self:
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        self._thread.start()
        assert self._ready.wait(PATIENCE_MS / 1000)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._task is not None
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()


@dataclass(frozen=True, slots=True)
class Hall:
    """A city hall: where its site answers, its database and files, and the gate that holds its worker."""

    address: str
    engine: Engine
    data_dir: Path
    gate: Gate

    def let_in(self, context: BrowserContext) -> Page:
        """A page of an administrator who has logged in."""
        form = {"email": somebody(self.engine), "password": PASSWORD}
        answer = context.request.post(f"{self.address}/account/login", form=form, headers=OURS)
        assert answer.ok
        return context.new_page()


@pytest.fixture
def hall(engine: Engine, tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A small city with two districts and four offices; every row that is read is told at once."""
    monkeypatch.setattr(rows, "REPORT_EVERY", 1)
    monkeypatch.setattr(runs, "TELL_EVERY_S", 0)
    load(engine, tmp_path, "city_area", city_file())
    load(engine, tmp_path, "elementary_district", districts_file(["東小学校", "西小学校"]))
    load(engine, tmp_path, "city_office", places_file(OFFICES))
    url = engine.url.render_as_string(hide_password=False)
    gate, putting = Gate(), queue(url)

    def reader() -> Reader:
        return GatedReader(gate)

    desk = Desk(engine, tmp_path, reader, lambda run_id, publish: enqueue(putting, run_id, publish))
    with site(engine, data_dir=tmp_path) as app, serving(app) as address, Worker(queue(url, desk.work)):
        watch.hosts.add(address.removeprefix("http://"))
        yield Hall(address, engine, tmp_path, gate)
        gate.open()


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], hall: Hall, watch: Watch
) -> Iterator[OpenContext]:
    """Opens a context under watch whose addresses are those of the city hall's site."""
    opened: list[BrowserContext] = []

    def open_context(**wanted: Any) -> BrowserContext:
        values = {**browser_context_args, **MANNERS, "base_url": hall.address, **wanted}
        opened.append(watch.follow(prepared(browser.new_context(**values))))
        return opened[-1]

    yield open_context
    for context in opened:
        watch.leave(context)
        context.close()


@pytest.fixture
def room(hall: Hall, new_context: OpenContext) -> Page:
    """A page inside, at a wide screen."""
    return hall.let_in(new_context())
