"""Holds the command line as people and scripts use it: a program of its own, exit codes, Japanese, JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from tests.gisapp.ingest.files import city_file, districts_file, places_file

GISAPP = Path(sys.executable).parent / "gisapp"
LATIN = set("abcdefghijklmnopqrstuvwxyz")


def gisapp(
    engine: Engine | None, *arguments: str, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the program over a database (None: over nothing that answers)."""
    url = (
        engine.url.render_as_string(hide_password=False) if engine else "postgresql://nobody@127.0.0.1:1/none"
    )
    env = {
        "DATABASE_URL": url,
        "GISAPP_DATA_DIR": str(folder or "/nonexistent"),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [str(GISAPP), *arguments], env=env, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("run",),
        ("demo",),
        ("fetch",),
        ("import",),
        ("undo",),
        ("runs",),
        ("worker",),
        ("layers",),
        ("sources",),
        ("gaps",),
        ("sites",),
        ("rerun",),
    ],
)
def test_help_is_japanese(command: tuple[str, ...]) -> None:
    done = gisapp(None, *command, "--help")
    assert done.returncode == 0
    assert "使い方" in done.stdout
    for english in ("Usage", "Options", "Show this", "default", "[OPTIONS]", "COMMAND"):
        assert english not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gaps", "--nothing"), "オプション --nothing はありません"),
        (("nothing",), "nothing"),
        (("undo",), "番号"),
        (("rerun",), "番号"),
        (("gaps", "--target"), "--target"),
    ],
)
def test_misuse_is_told_in_japanese_with_code_2(arguments: tuple[str, ...], words: str) -> None:
    done = gisapp(None, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "--help" in done.stderr
    assert "Error" not in done.stderr


def test_a_server_that_is_away_is_told_with_code_1() -> None:
    done = gisapp(None, "sources")
    assert done.returncode == 1
    assert "接続できません" in done.stderr
    assert "Traceback" not in done.stderr


def test_layers_and_sources_as_json(demo_engine: Engine) -> None:
    layers = json.loads(gisapp(demo_engine, "layers", "--json").stdout)
    assert {"ibasho", "aging_rate"} <= {layer["key"] for layer in layers}
    sources = {row["layer"]: row for row in json.loads(gisapp(demo_engine, "sources", "--json").stdout)}
    assert sources["elementary_district"]["count"] == 30
    assert sources["kodomo_shokudo"]["unplaced"] == 3
    assert sources["ibasho"]["publisher"] == "見本市（架空）"


def test_import_of_a_folder_then_again(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    for file in (
        city_file(),
        districts_file(["東小学校", "西小学校"]),
        places_file(["東事務所,35.21,141.51,東1"]),
    ):
        (folder / file.name).write_bytes(file.data)
    (folder / "memo.txt").write_text("なにか", encoding="utf-8")
    first = gisapp(engine, "import", str(folder), "--json", folder=tmp_path / "data")
    assert first.returncode == 0, first.stderr
    published = {row["layer"]: row["published"] for row in json.loads(first.stdout)["imports"]}
    assert published == {"city_area": 1, "elementary_district": 2, "city_office": 1}
    assert "memo.txt" in first.stderr
    assert [problem["code"] for problem in json.loads(first.stdout)["left_out"]] == ["IMP-003"]
    second = gisapp(
        engine, "import", str(folder), "--municipality", "990019", "--json", folder=tmp_path / "data"
    )
    assert all(row["already"] for row in json.loads(second.stdout)["imports"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "--layer", "nothing", "x.csv"), "レイヤー「nothing」はありません"),
        (("import", "--layer", "cafe", "nowhere.geojson"), "開けません"),
        (("import", "--layer", "cafe"), "ファイルの指定がありません"),
        (("import", "--layer", "cafe", "x", "--as-of", "昨日"), "日付"),
        (("gaps", "--within", "abc"), "使えません"),
        (("gaps", "--by", "nothing"), "区域"),
        (("gaps", "--municipality", "000000"), "データがありません"),
        (("sites", "--count", "0"), "使えません"),
        (("sites", "--cost", "school"), "費用"),
        (("sites", "--cost", "cafe=2"), "費用"),
        (("rerun", "0123456789ab"), "記録はありません"),
    ],
)
def test_failures_are_sentences_with_code_1(
    demo_engine: Engine, arguments: tuple[str, ...], words: str
) -> None:
    done = gisapp(demo_engine, *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_file_names_line_and_remedy(engine: Engine, tmp_path: Path) -> None:
    city = tmp_path / city_file().name
    city.write_bytes(city_file().data)
    assert gisapp(engine, "import", "--layer", "city_area", str(city), folder=tmp_path).returncode == 0
    bad = tmp_path / "jimusho.csv"
    bad.write_bytes("なまえ,ばしょ\nあ,い\n".encode())
    done = gisapp(engine, "import", "--layer", "city_office", str(bad), folder=tmp_path)
    assert done.returncode == 1
    assert "jimusho.csv" in done.stderr
    assert "データは変更されていません" in done.stderr
    assert str(tmp_path) not in done.stderr


def test_import_ends_with_code_1_when_a_layer_was_refused(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    undated = districts_file(["東小学校"])
    (folder / city_file().name).write_bytes(city_file().data)
    (folder / "A27.geojson").write_bytes(undated.data)
    done = gisapp(engine, "import", str(folder), "--json", folder=tmp_path / "data")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert [row["layer"] for row in told["imports"]] == ["city_area"]
    assert [problem["code"] for problem in told["left_out"]] == ["IMP-026"]


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    env = {"GISAPP_DATA_DIR": str(file / "x"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [str(GISAPP), "sources"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "SYS-002" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(tmp_path) not in done.stderr
