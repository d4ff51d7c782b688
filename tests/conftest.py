"""Knows the databases that tests run on: real PostGIS in a cluster of their own, real migrations.

Knows no test.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from gisapp.config import Basemap, Config, SingleSignOn
from gisapp.db.cluster import Cluster, running
from gisapp.db.engine import make_engine, require_usable
from gisapp.db.migrate import upgrade
from gisapp.ingest.demo import load_demo
from gisapp.ingest.fetch import fetch
from gisapp.ingest.folder import Wish, import_all
from gisapp.reading.sandbox import in_process
from gisapp.web import build
from gisapp.web.parts import Parts

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template_gisapp"
TOWN = "template_town"
PATIENCE_S = 10


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real public files; tests that need it are skipped where it isn't there."""
    folder = Path(os.environ.get("GISAPP_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the real public files are not here (../shared/data or $GISAPP_DATA)")
    return folder


@pytest.fixture(scope="session")
def work_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own OS user can reach too, which pytest's private one isn't."""
    folder = Path(tempfile.mkdtemp(prefix="gisapp-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(work_folder: Path) -> Iterator[Cluster]:
    """A private cluster for the whole run, fast instead of durable."""
    with running(Cluster(work_folder, durable=False)) as started:
        yield started


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """A migrated database that others are cloned from."""
    with _administrator(cluster) as connection:
        connection.execute(sa.text(f"create database {TEMPLATE}"))
    engine = make_engine(cluster.url(TEMPLATE))
    require_usable(engine)
    upgrade(engine)
    engine.dispose()
    return TEMPLATE


@pytest.fixture
def engine(cluster: Cluster, template: str) -> Iterator[Engine]:
    """An empty migrated database of the test's own."""
    with _clone(cluster, template) as made:
        yield made


@pytest.fixture(scope="session")
def town_template(cluster: Cluster, template: str, work_folder: Path) -> str:
    """A database with the small town of tests/assets.py that others are cloned from."""
    from tests.assets import load_town

    with _administrator(cluster) as connection:
        connection.execute(sa.text(f"create database {TOWN} template {template}"))
    engine = make_engine(cluster.url(TOWN))
    load_town(engine, work_folder / "town")
    engine.dispose()
    return TOWN


@pytest.fixture
def town(cluster: Cluster, town_template: str) -> Iterator[Engine]:
    """The small town of tests/assets.py in a database of the test's own."""
    with _clone(cluster, town_template) as made:
        yield made


@pytest.fixture(scope="session")
def demo_engine(cluster: Cluster, template: str, work_folder: Path) -> Iterator[Engine]:
    """The demo city, loaded once; tests only read it."""
    with _clone(cluster, template) as made:
        load_demo(made, work_folder / "demo", lambda *_: None)
        yield made


@pytest.fixture(scope="session")
def real_engine(cluster: Cluster, template: str, work_folder: Path, real_data: Path) -> Iterator[Engine]:
    """Hachioji from the real files, loaded once; tests only read it."""
    paths = [
        *(real_data / "hachioji").rglob("*"),
        real_data / "gazetteer" / "hachioji.json",
        real_data / "ipss" / "pyramid_total_projection.csv",
    ]
    files = [fetch(str(path)) for path in sorted(paths) if path.is_file()]
    with _clone(cluster, template) as made:
        wish = Wish(municipality="132012")
        import_all(made, files, work_folder / "real", wish, reader=in_process(), progress=lambda *_: None)
        yield made


@pytest.fixture(scope="session")
def demo_app(demo_engine: Engine) -> Iterator[Flask]:
    """The site over the demo city."""
    with site(demo_engine) as app:
        yield app


@pytest.fixture
def client(demo_app: Flask) -> FlaskClient:
    """Asks the demo city's site."""
    return demo_app.test_client()


@pytest.fixture(scope="session")
def real_client(real_engine: Engine) -> Iterator[FlaskClient]:
    """Asks the site of the real city."""
    with site(real_engine) as app:
        yield app.test_client()


@contextlib.contextmanager
def site(
    engine: Engine,
    basemap: Basemap | None = None,
    data_dir: Path | None = None,
    single_sign_on: SingleSignOn | None = None,
) -> Iterator[Flask]:
    """A site over this database, its connections closed at the end; without a folder it gets an empty one."""
    if data_dir is None:
        with (
            tempfile.TemporaryDirectory(prefix="gisapp-test-") as folder,
            site(engine, basemap, Path(folder), single_sign_on) as app,
        ):
            yield app
        return
    url = engine.url.render_as_string(hide_password=False)
    app = build(
        Config("127.0.0.1", 5000, url, data_dir, basemap, 2, workers=1, single_sign_on=single_sign_on)
    )
    yield app
    parts: Parts = app.extensions["gisapp"]
    for each in (parts.engine, parts.public, parts.tiles.engine):
        _close(each)


def _close(engine: Engine) -> None:
    """Ends an engine's connections, when the requests that a browser has left behind have given theirs back."""
    until = time.monotonic() + PATIENCE_S
    while engine.pool.checkedout() and time.monotonic() < until:  # type: ignore[attr-defined]
        time.sleep(0.01)
    assert engine.pool.checkedout() == 0, "a request has kept its connection"  # type: ignore[attr-defined]
    engine.dispose()


@contextlib.contextmanager
def _clone(cluster: Cluster, template: str) -> Iterator[Engine]:
    name = f"test_{uuid4().hex[:12]}"
    with _administrator(cluster) as connection:
        connection.execute(sa.text(f"create database {name} template {template}"))
    engine = make_engine(cluster.url(name))
    yield engine
    engine.dispose()
    with _administrator(cluster) as connection:
        connection.execute(sa.text(f"drop database {name} with (force)"))


@contextlib.contextmanager
def _administrator(cluster: Cluster) -> Iterator[sa.engine.Connection]:
    engine = make_engine(cluster.url("postgres"), autocommit=True)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
