"""Holds `gisapp fetch` as people and scripts use it: lists, progress, no network, exit codes."""

from __future__ import annotations

import dataclasses
import functools
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from gisapp.bringing.line import Manner
from gisapp.cli import fetch as command
from gisapp.cli.japanese import explain
from gisapp.cli.main import gisapp as group
from gisapp.errors import UserError
from layers import all_layers
from layers._layer import Download
from tests.gisapp.cli.test_commands import GISAPP
from tests.gisapp.publisher import Document, Publisher, Time, publishing, zipped

ONE = zipped(a=b"one")
#: A proxy that isn't there: nothing that a test starts can reach a real server.
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:1")


def program(folder: Path, *arguments: str, engine: Engine | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the program where there is no network."""
    url = (
        engine.url.render_as_string(hide_password=False) if engine else "postgresql://nobody@127.0.0.1:1/none"
    )
    env = {
        "DATABASE_URL": url,
        "GISAPP_DATA_DIR": str(folder),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        **NOWHERE,
    }
    return subprocess.run(
        [str(GISAPP), "fetch", *arguments], env=env, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Publisher]:
    """A publisher of what one layer needs, and the only layer that needs anything."""
    for name in (*NOWHERE, "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GISAPP_DATA_DIR", str(tmp_path / "data"))
    with publishing() as state:
        downloads = tuple(
            Download(f"{state.url}/{name}_{{prefecture}}.zip", "https://official.invalid/", "CC BY 4.0")
            for name in ("one", "two")
        )
        layer = dataclasses.replace(all_layers()["city_area"], title="見本の区域", downloads=downloads)
        time = Time()
        manner = functools.partial(Manner, clock=time.clock, sleep=time.sleep)
        monkeypatch.setattr(command, "Manner", manner)
        monkeypatch.setattr(command, "all_layers", lambda: {"city_area": layer, "cafe": all_layers()["cafe"]})
        state.documents = {"/one_13.zip": Document(ONE), "/two_13.zip": Document(ONE)}
        yield state


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["fetch", *arguments], standalone_mode=False)


def test_the_list_needs_no_network_and_no_database(tmp_path: Path) -> None:
    done = program(tmp_path, "city_area", "school", "--municipality", "132012", "--list", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["layer"] for row in rows] == ["city_area", "school"]
    assert set(rows[0]) == {"layer", "title", "url", "page", "licence", "as_of"}
    assert "_13_" in rows[0]["url"]
    assert not list(tmp_path.iterdir())


def test_the_list_as_a_table(tmp_path: Path) -> None:
    done = program(tmp_path, "city_area", "--municipality", "132012", "--list")
    header, row = done.stdout.splitlines()
    assert header.split() == ["レイヤー", "名前", "アドレス", "配布元のページ", "利用条件", "時点"]
    assert row.startswith("city_area")


def test_no_network_is_one_sentence_with_what_to_carry_over(tmp_path: Path) -> None:
    done = program(tmp_path, "city_area", "day_service", "--municipality", "132012")
    assert done.returncode == 1
    assert done.stderr.count("[NET-501]") == 1
    assert "nlftp.mlit.go.jp（プロキシーが応じません）" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(tmp_path) not in done.stderr
    assert "N03-20260101_13_GML.zip" in done.stdout
    assert done.stdout.count("https://www.mhlw.go.jp/content/") == 2


def test_no_network_as_json(tmp_path: Path) -> None:
    done = program(tmp_path, "city_area", "--municipality", "132012", "--json", "--to", str(tmp_path / "to"))
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["files"] == []
    assert [missed["code"] for missed in told["missed"]] == ["NET-501"]
    assert told["missed"][0]["url"].startswith("https://nlftp.mlit.go.jp/")


@pytest.mark.usefixtures("publisher")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing", "--municipality", "132012"), "CLI-002"),
        (("cafe", "--municipality", "132012"), "NET-513"),
        (("city_area", "--municipality", "990019"), "NET-511"),
        (("--municipality", "13201"), "NET-511"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_starts(
    tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    error = run(*arguments).exception
    assert isinstance(error, UserError)
    assert error.code == code
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("publisher")
@pytest.mark.parametrize("pause", ["0", "-1", "601", "nan", "abc"])
def test_nobody_is_asked_in_a_rush(pause: str) -> None:
    error = run("--municipality", "132012", "--pause", pause).exception
    assert isinstance(error, click.BadParameter)
    assert "--pause" in explain(error)


def test_meshes_wait_for_the_area(engine: Engine, tmp_path: Path) -> None:
    done = program(tmp_path, "population_mesh", "--municipality", "132012", engine=engine)
    assert done.returncode == 1
    assert "[NET-514] 人口メッシュ" in done.stderr
    assert "city_area" in done.stderr
    listed = program(tmp_path, "population_mesh", "--municipality", "132012", "--list", engine=engine)
    assert listed.returncode == 0
    assert "{mesh}" in listed.stdout


def test_a_municipality_has_to_be_named_while_none_is_loaded(engine: Engine, tmp_path: Path) -> None:
    done = program(tmp_path, "city_area", engine=engine)
    assert done.returncode == 1
    assert "[NET-511]" in done.stderr


def test_files_come_and_the_next_step_is_said(publisher: Publisher, tmp_path: Path) -> None:
    done = run("--municipality", "132012")
    assert done.return_value is None
    assert done.exception is None
    assert "✓ 見本の区域: one_13.zip を取得しました" in done.stdout
    assert f"gisapp import {tmp_path}/data/fetched --municipality 132012" in done.stdout
    assert "見本の区域 2/2" in done.stderr
    assert (tmp_path / "data/fetched/city_area/two_13.zip").read_bytes() == ONE
    again = run("--municipality", "132012")
    assert again.stdout.count("取得済みです") == 2
    assert publisher.paths == ["/one_13.zip", "/two_13.zip"]


def test_files_as_json_in_a_folder_of_ones_own(publisher: Publisher, tmp_path: Path) -> None:
    done = run("--municipality", "132012", "--json", "--to", str(tmp_path / "usb"))
    told = json.loads(done.stdout)
    assert told["folder"] == str(tmp_path / "usb")
    assert [row["file"] for row in told["files"]] == ["city_area/one_13.zip", "city_area/two_13.zip"]
    assert {row["bytes"] for row in told["files"]} == {len(ONE)}
    assert not any(row["already"] for row in told["files"])
    assert json.loads(
        run("--municipality", "132012", "--json", "--to", str(tmp_path / "usb"), "--again").stdout
    )
    assert len(publisher.asked) == 4


def test_a_file_that_is_gone_is_told_with_its_page(publisher: Publisher) -> None:
    del publisher.documents["/two_13.zip"]
    done = run("--municipality", "132012")
    assert done.return_value == 1
    assert "✓ 見本の区域: one_13.zip" in done.stdout
    assert "[NET-503]" in done.stderr
    assert "https://official.invalid/" in done.stdout


@pytest.mark.usefixtures("publisher")
def test_ctrl_c_says_that_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "bring", stop)
    done = run("--municipality", "132012")
    assert "続きから取得します" in done.stderr
    assert isinstance(done.exception, click.exceptions.Abort)


def test_a_cut_in_the_middle_is_continued(publisher: Publisher) -> None:
    publisher.documents["/two_13.zip"] = Document(zipped(a=b"x" * 100_000))
    publisher.cuts = [10**9, 60_000]
    done = run("--municipality", "132012")
    assert done.exception is None
    assert publisher.asked[2][1]["Range"].startswith("bytes=")
