"""Holds the private cluster: started, shared, adopted after a kill, stopped by the last who leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from gisapp.db.cluster import Cluster, find_binaries, running
from gisapp.db.engine import make_engine
from gisapp.errors import UserError

HOLD = """
import sys
from pathlib import Path
from gisapp.db.cluster import Cluster, running
with running(Cluster(Path(sys.argv[1]), durable=False)):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def own(work_folder: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster of the test's own."""
    folder = work_folder / request.node.name
    cluster = Cluster(folder, durable=False)
    yield cluster
    with running(cluster):
        pass


def answers(cluster: Cluster) -> bool:
    """Whether a query gets through."""
    engine = make_engine(cluster.url())
    try:
        with engine.connect() as connection:
            return bool(connection.execute(sa.text("select 1")).scalar_one() == 1)
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()


def hold(cluster: Cluster) -> subprocess.Popen[str]:
    """Another process that uses the cluster until its standard input closes."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(cluster.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "up\n"
    return other


def test_runs_without_a_tcp_port_and_stops_at_the_end(own: Cluster) -> None:
    with running(own):
        engine = make_engine(own.url())
        with engine.connect() as connection:
            assert connection.execute(sa.text("show listen_addresses")).scalar_one() == ""
        engine.dispose()
    assert not answers(own)


def test_last_user_stops_it(own: Cluster) -> None:
    other = hold(own)
    with running(own):
        other.communicate()
        assert answers(own)
    assert not answers(own)


def test_leaving_first_leaves_it_up_for_others(own: Cluster) -> None:
    with running(own):
        other = hold(own)
    assert answers(own)
    other.communicate()
    assert not answers(own)


def test_cluster_of_a_killed_site_is_adopted(own: Cluster) -> None:
    other = hold(own)
    other.kill()
    other.communicate()
    assert answers(own)
    with running(own):
        assert answers(own)
    assert not answers(own)


def test_killed_server_is_started_again_with_its_data(own: Cluster) -> None:
    own = replace(own, durable=True)
    with running(own):
        engine = make_engine(own.url())
        with engine.begin() as connection:
            connection.execute(sa.text("create table kept as select 7 as n"))
        engine.dispose()
        os.kill(int((own.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    with running(own):
        engine = make_engine(own.url())
        with engine.connect() as connection:
            assert connection.execute(sa.text("select n from kept")).scalar_one() == 7
        engine.dispose()


def test_two_starts_at_once_share_one_server(own: Cluster) -> None:
    others = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(own.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "up\n"
    for other in others:
        other.communicate()
        assert other.returncode == 0
    assert not answers(own)


def test_socket_path_is_short_for_any_folder() -> None:
    cluster = Cluster(Path("/srv") / ("長い名前の" * 30))
    assert len(str(cluster.socket / ".s.PGSQL.5432").encode()) <= 107


def test_data_of_another_major_version_is_named(own: Cluster) -> None:
    own.data.mkdir(parents=True)
    (own.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(UserError, match="PostgreSQL 9") as caught, running(own):
        pass
    assert "変更されていません" in str(caught.value)
    (own.data / "PG_VERSION").unlink()


def test_postgis_is_found_beside_its_server() -> None:
    binaries = find_binaries()
    assert (binaries / "initdb").exists()
    assert (binaries.parent / "lib" / "postgis-3.so").exists()


def test_a_pid_file_whose_number_is_now_somebody_elses_does_not_matter(own: Cluster) -> None:
    """As after a power cut: the server is gone, its pid file stays, and the number was given out again."""
    with running(own):
        left = (own.data / "postmaster.pid").read_text().split("\n")
    stranger = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    (own.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left[1:]]))
    with running(own):
        assert answers(own)
    assert stranger.poll() is None
    stranger.communicate()
