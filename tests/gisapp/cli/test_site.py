"""Holds `gisapp run`: from a bare data folder to a site, Ctrl-C, and a site that was killed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

GISAPP = Path(sys.executable).parent / "gisapp"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(folder: Path, port: int) -> tuple[subprocess.Popen[str], list[str]]:
    """The site, up; and the lines it printed until then."""
    env = {**os.environ, "GISAPP_DATA_DIR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    env.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [str(GISAPP), "run"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if "http://" in line:
            break
    return process, lines


def servers(folder: Path) -> list[str]:
    """Processes of the folder's cluster."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended while we looked
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if "postgres" in command and str(folder / "pg") in command:
                found.append(command)
    return found


@pytest.fixture
def folder(work_folder: Path) -> Iterator[Path]:
    """A bare data folder; whatever still runs on it is ended."""
    made = work_folder / "site"
    yield made
    for line in (made / "pg" / "postmaster.pid").read_text().splitlines()[:1] if servers(made) else []:
        os.kill(int(line), signal.SIGTERM)


def test_from_nothing_to_a_site_and_back(folder: Path) -> None:
    port = free_port()
    process, lines = start(folder, port)
    assert "見本市" in "".join(lines)
    assert lines[-1].strip().endswith(f"http://127.0.0.1:{port}/")
    page = requests.get(f"http://127.0.0.1:{port}/", timeout=20)
    assert page.status_code == 200
    assert "架空のデータ" in page.text
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert "終了しました" in rest
    assert "Traceback" not in rest
    assert process.returncode == 0
    assert servers(folder) == []

    # A site that is killed leaves its database up; the next start adopts it and loads nothing twice.
    process, lines = start(folder, port)
    assert "✓" not in "".join(lines)
    process.kill()
    process.communicate()
    assert servers(folder)
    process, lines = start(folder, port)
    assert requests.get(f"http://127.0.0.1:{port}/gaps.json", timeout=30).json()["districts"][0]["name"]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert servers(folder) == []


def test_a_taken_port_is_told(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process, lines = start(folder, port)
        process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.search(r"PORT=\d+", "".join(lines))
    assert "Traceback" not in "".join(lines)
    assert servers(folder) == []
