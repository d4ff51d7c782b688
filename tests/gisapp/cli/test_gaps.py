"""Holds the planner's commands: every option counts, files are written, numbers can be made again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.cli import main
from gisapp.planning import gaps as gaps_module
from tests.gisapp.cli.test_commands import gisapp


def ask(engine: Engine, *arguments: str) -> Any:
    """The command's JSON."""
    done = gisapp(engine, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_gaps_as_json_has_the_promised_keys(demo_engine: Engine) -> None:
    found = ask(demo_engine, "gaps", "--category", "cafe,ibasho", "--target", "65+", "--within", "800")
    assert len(found["districts"]) == 30
    wanted = {"name", "people", "target_people", "aging_rate", "assets", "covered_share", "nearest_mean_m",
              "access", "score", "rank", "stability", "verdict"}  # fmt: skip
    assert all(wanted <= set(row) for row in found["districts"])
    assert {"sentence", "totals", "equity", "confidence", "sensitivity", "year", "sources", "run"} <= set(
        found
    )


def test_the_table_counts_households_as_households(demo_engine: Engine) -> None:
    done = gisapp(demo_engine, "gaps", "--category", "cafe", "--target", "households")
    assert done.returncode == 0, done.stderr
    assert all(title in done.stdout for title in ("対象の世帯", "届く世帯％", "届かない世帯"))


@pytest.mark.parametrize(
    "options",
    [
        ("--category", "cafe"),
        ("--formality", "informal"),
        ("--target", "0-14"),
        ("--target", "70-84"),
        ("--sex", "f"),
        ("--within", "300"),
        ("--by", "junior"),
        ("--system", "mesh"),
        ("--detour", "1.5"),
        ("--speed", "2"),
        ("--nearest", "2"),
        ("--method", "2sfca"),
        ("--decay", "linear"),
        ("--supply", "capacity"),
        ("--weights", "target_people:1"),
    ],
)
def test_every_option_of_gaps_changes_the_answer(demo_engine: Engine, options: tuple[str, ...]) -> None:
    categories = ("--category", "cafe,ibasho,child_rearing")
    usual, found = ask(demo_engine, "gaps", *categories), ask(demo_engine, "gaps", *categories, *options)
    assert found["districts"] != usual["districts"]
    assert found["run"] != usual["run"]


def test_gaps_as_text_says_the_answer_first(demo_engine: Engine) -> None:
    done = gisapp(demo_engine, "gaps", "--within", "500")
    assert done.stdout.splitlines()[0].startswith("見本市（架空のデータ）: 30小学校区のうち")
    assert "人口: 2020年" in done.stdout
    assert "計算番号: " in done.stdout
    assert "計算しています" in done.stderr


def test_gaps_writes_files(demo_engine: Engine, tmp_path: Path) -> None:
    names = ("csv", "xlsx", "gpkg", "html")
    options = [text for name in names for text in (f"--{name}", str(tmp_path / f"a.{name}"))]
    ask(demo_engine, "gaps", *options)
    body = {name: (tmp_path / f"a.{name}").read_bytes() for name in names}
    assert body["csv"].startswith(b"\xef\xbb\xbf")
    assert body["xlsx"].startswith(b"PK")
    assert body["gpkg"].startswith(b"SQLite format 3")
    assert "見本市" in body["html"].decode("utf-8")


def test_a_file_that_cannot_be_written_is_told(demo_engine: Engine, tmp_path: Path) -> None:
    done = gisapp(demo_engine, "gaps", "--csv", str(tmp_path / "nowhere" / "a.csv"))
    assert done.returncode == 1
    assert "書けません" in done.stderr


def test_sites_are_proposed_as_json_and_as_text(demo_engine: Engine) -> None:
    asked = ("sites", "--category", "ibasho", "--target", "65+", "--within", "800", "--count", "3")
    found = ask(demo_engine, *asked)
    assert [site["number"] for site in found["sites"]] == [1, 2, 3]
    assert found["proven"]
    assert found["question"]["categories"] == ["ibasho"]
    assert found["sources"]
    done = gisapp(demo_engine, *asked)
    assert done.stdout.splitlines()[0] == f"見本市（架空のデータ）: {found['sentence']}"
    assert found["proof_words"] in done.stdout
    assert found["run"] in done.stdout
    assert "候補を集めています" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--count", "2"),
        ("--objective", "median"),
        ("--objective", "share", "--share", "70"),
        ("--host", "city_office"),
        ("--host", "points", "--host", "shelter"),
        ("--host", "none", "--at", "141.61,35.26"),
        ("--cost", "shelter=3", "--cost", "day_service=2", "--budget", "4"),
        ("--within", "500"),
    ],
)
def test_every_option_of_sites_changes_the_proposal(demo_engine: Engine, options: tuple[str, ...]) -> None:
    usual = ask(demo_engine, "sites", "--category", "ibasho")
    found = ask(demo_engine, "sites", "--category", "ibasho", *options)
    assert found["sites"] != usual["sites"]


def test_a_candidate_can_be_left_out(demo_engine: Engine) -> None:
    first = ask(demo_engine, "sites", "--count", "1")["sites"][0]["id"]
    assert ask(demo_engine, "sites", "--count", "1", "--without", first)["sites"][0]["id"] != first


@pytest.fixture
def closed_cafes(demo_engine: Engine) -> Iterator[Any]:
    """Closes all cafés when it is called, and opens them again."""
    statement = sa.text("update service set status = :status where layer = 'cafe'")

    def close(status: str = "temporarily closed") -> None:
        with demo_engine.begin() as connection:
            connection.execute(statement, {"status": status})

    yield close
    close("active")


@pytest.mark.parametrize("command", ["gaps", "sites"])
def test_a_number_is_made_again_and_says_what_changed(
    demo_engine: Engine, closed_cafes: Any, command: str
) -> None:
    number = ask(demo_engine, command, "--within", "650")["run"]
    same = ask(demo_engine, "rerun", number)
    assert (same["same"], same["now"]["number"], same["changed_figures"]) == (True, number, [])
    closed_cafes()
    other = ask(demo_engine, "rerun", number)
    assert not other["same"]
    assert [each["layer"] for each in other["changed_inputs"]] == ["cafe"]
    done = gisapp(demo_engine, "rerun", number)
    assert done.returncode == 0
    assert "カフェ・喫茶" in done.stdout
    assert "届く人の割合" in done.stdout
    with demo_engine.connect() as connection:
        pinned = sa.text("select pinned from analysis_run where number = any(:numbers)")
        numbers = [number, other["now"]["number"]]
        assert list(connection.execute(pinned, {"numbers": numbers}).scalars()) == [True, True]


def test_d17_a_command_that_is_stopped_says_so_and_leaves_no_run(
    demo_engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    def runs() -> int:
        with demo_engine.connect() as connection:
            return int(connection.execute(sa.text("select count(*) from analysis_run")).scalar_one())

    before = runs()
    monkeypatch.setenv("DATABASE_URL", demo_engine.url.render_as_string(hide_password=False))
    monkeypatch.setattr(sys, "argv", ["gisapp", "gaps", "--within", "612"])
    monkeypatch.setattr(gaps_module, "ranking", stopped)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 130
    assert "中止しました。データは変更されていません。" in capsys.readouterr().err
    assert runs() == before
