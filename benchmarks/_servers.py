"""Knows how both tile servers are started, and when they answer. Knows no tile."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks._world import World

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
WAIT_S = 60


@contextlib.contextmanager
def ours(world: World) -> Iterator[int]:
    """The product as `gisapp run` starts it: gunicorn, two workers of four threads. Gives the port."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "gisapp:create_app()", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--threads", "4", "--worker-class", "gthread",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    with _running(command, {"DATABASE_URL": world.url}, port, "/health"):
        yield port


@contextlib.contextmanager
def tipg(world: World) -> Iterator[int]:
    """tipg with as many workers, uvloop, httptools, the same buffer, without its cap of 10,000 features."""
    port = _free_port()
    command = [
        sys.executable, "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--loop", "uvloop", "--http", "httptools", "--log-level", "warning",
        "--no-access-log",
    ]  # fmt: skip
    settings = {
        "DATABASE_URL": world.peer_url,
        "TIPG_DB_SCHEMAS": '["peer"]',
        "TIPG_MAX_FEATURES_PER_TILE": "10000000",
        "TIPG_TILE_BUFFER": "64",
        "TIPG_CATALOG_TTL": "86400",
    }
    with _running(command, settings, port, "/healthz"):
        yield port


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def _running(command: list[str], settings: dict[str, str], port: int, health: str) -> Iterator[None]:
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            if not _answers(server, port, health):
                log.seek(0)
                sys.exit(f"起動できません: {command[2]}\n{log.read().decode(errors='replace')[-2000:]}")
            yield
        finally:
            server.terminate()
            server.wait()


def _answers(server: subprocess.Popen[bytes], port: int, path: str) -> bool:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False
