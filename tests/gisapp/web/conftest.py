"""Knows an administrator who has come in, and the worker that is told to work. Knows no page."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.ingest.queue import enqueue, queue, resume, serve
from gisapp.ingest.work import Desk
from gisapp.reading.sandbox import in_process
from importers._record import File
from tests.accounts import OURS, log_in
from tests.conftest import site
from tests.gisapp.ingest.files import city_file, load

EAST = "東事務所,35.21,141.51,東1"
WEST = "西事務所,35.22,141.52,西2"


class Office:
    """An administrator at a browser, and the worker that is told to work."""

    def __init__(self, client: FlaskClient, engine: Engine, data_dir: Path) -> None:
        self.client, self.engine, self.data_dir = client, engine, data_dir

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(path, data=form, headers=OURS)

    def hand_in(self, *files: File, **form: str) -> int:
        """Uploads files; the number of the run."""
        parts = [(io.BytesIO(file.data), file.name) for file in files]
        answer = self.client.post("/data/import", data={**form, "files": parts}, headers=OURS)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return int(answer.headers["Location"].rsplit("/", 1)[-1])

    def work(self) -> None:
        """Lets the worker do all that waits."""
        url = self.engine.url.render_as_string(hide_password=False)
        app = queue(url)
        desk = Desk(
            self.engine, self.data_dir, in_process, lambda run_id, publish: enqueue(app, run_id, publish)
        )
        resume(self.engine, desk.enqueue)
        # In a thread of its own: browser tests of the same run leave an event loop in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(serve, queue(url, desk.work), once=True).result()

    def looked_at(self, *files: File, **form: str) -> int:
        """Uploads files and lets them be read; the number of the run."""
        run_id = self.hand_in(*files, **form)
        self.work()
        return run_id

    def html(self, run_id: int) -> str:
        """A run's page."""
        return self.client.get(f"/data/runs/{run_id}").get_data(as_text=True)

    def page(self, run_id: int) -> str:
        """A run's page as text without tags."""
        return words(self.html(run_id))

    def put_preview(self, run_id: int, preview: Mapping[str, Any]) -> None:
        """As if the worker had found this."""
        statement = sa.text("update import_run set preview = cast(:preview as jsonb) where id = :id")
        with self.engine.begin() as connection:
            connection.execute(statement, {"id": run_id, "preview": json.dumps(preview, ensure_ascii=False)})

    def choices(self, run_id: int) -> dict[str, str]:
        """What stands in the run's record as answered."""
        statement = sa.text("select asked -> 'choices' from import_run where id = :id")
        with self.engine.connect() as connection:
            return dict(connection.execute(statement, {"id": run_id}).scalar_one() or {})


def words(html: str) -> str:
    """A page as text without tags."""
    return re.sub(r"<[^>]+>", " ", html)


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    """An administrator who has come in; the municipality's area is loaded."""
    load(engine, tmp_path, "city_area", city_file())
    with site(engine, data_dir=tmp_path) as app:
        yield Office(log_in(app.test_client(), engine), engine, tmp_path)
