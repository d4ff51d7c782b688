"""Holds the import commands: looking first, answering, taking back, through the sandboxed child as in real use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from importers._record import File
from tests.gisapp.cli.test_commands import gisapp
from tests.gisapp.ingest.files import city_file, districts_file, places_file

EAST = "東事務所,35.21,141.51,東1"
WEST = "西事務所,35.22,141.52,西2"


@pytest.fixture
def city(engine: Engine, tmp_path: Path) -> Engine:
    """A database with the municipality's area, loaded by the command."""
    done = gisapp(engine, "import", put(tmp_path, city_file()), folder=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    return engine


def put(folder: Path, file: File) -> str:
    """Writes the file and names it."""
    path = folder / file.name
    path.write_bytes(file.data)
    return str(path)


def told(engine: Engine, tmp_path: Path, *arguments: str) -> Any:
    """What the command says as JSON."""
    done = gisapp(engine, *arguments, "--json", folder=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_preview_recognises_and_leaves_everything_as_it_is(city: Engine, tmp_path: Path) -> None:
    path = put(tmp_path, districts_file(["東小学校", "西小学校"]))
    (seen,) = told(city, tmp_path, "import", "--preview", path)["imports"]
    assert (seen["layer"], seen["as_of"], seen["run"] is not None) == (
        "elementary_district",
        "2016-04-01",
        True,
    )
    assert "小学校区" in seen["format"]
    assert (seen["read"], seen["published"]) == (2, 2)
    assert seen["changes"] == {"new": 2, "changed": 0, "gone": 0, "same": 0, "kept": 0}
    with city.connect() as connection:
        assert (
            connection.execute(sa.text("select count(*) from area where system <> 'city_area'")).scalar_one()
            == 0
        )
        assert connection.execute(sa.text("select count(*) from import_run")).scalar_one() == 1


def test_preview_tells_problems_with_code_line_field_and_value(city: Engine, tmp_path: Path) -> None:
    path = put(tmp_path, places_file([EAST, "遠い事務所,43.06,141.35,札幌市", "西事務所,0,0,西2"]))
    (seen,) = told(city, tmp_path, "import", "--preview", "--layer", "city_office", path)["imports"]
    wrong = {problem["code"]: problem for problem in seen["problems"]}
    assert wrong["GEO-206"]["line"] == 4
    assert wrong["GEO-206"]["severity"] == "note"
    assert "0" in wrong["GEO-206"]["value"]
    assert all(problem["message"] and problem["remedy"] for problem in seen["problems"])


def test_a_question_is_told_with_its_answers_and_taken_as_an_option(city: Engine, tmp_path: Path) -> None:
    both = put(tmp_path, places_file([EAST, WEST]))
    told(city, tmp_path, "import", both, "--layer", "city_office")
    one = put(tmp_path, places_file([EAST]))
    asked = gisapp(city, "import", one, "--layer", "city_office", folder=tmp_path / "data")
    assert asked.returncode == 1
    assert "IMP-301" in asked.stderr
    assert "--choose accept:IMP-301=yes" in asked.stderr
    done = told(city, tmp_path, "import", one, "--layer", "city_office", "--choose", "accept:IMP-301=yes")
    assert done["imports"][0]["changes"]["gone"] == 1


def test_undo_and_the_list_of_runs(city: Engine, tmp_path: Path) -> None:
    path = put(tmp_path, places_file([EAST, WEST]))
    (done,) = told(city, tmp_path, "import", path, "--layer", "city_office")["imports"]
    undone = told(city, tmp_path, "undo", str(done["run"]))
    assert undone == {
        "run": done["run"], "layer": "city_office", "municipality": "990019", "back": 2, "kept": [],
    }  # fmt: skip
    listed = told(city, tmp_path, "runs")
    assert [(run["kind"], run["status"]) for run in listed] == [
        ("undo", "published"),
        ("import", "undone"),
        ("import", "published"),
    ]
    with city.connect() as connection:
        assert connection.execute(sa.text("select count(*) from public_asset")).scalar_one() == 0
    again = gisapp(city, "undo", str(done["run"]), folder=tmp_path / "data")
    assert again.returncode == 1
    assert "IMP-310" in again.stderr


def test_a_file_for_no_layer_in_particular_is_asked_about(city: Engine, tmp_path: Path) -> None:
    path = put(tmp_path, File("一覧.csv", "名称,住所\n見本の家,見本市1\n".encode()))
    done = gisapp(city, "import", path, folder=tmp_path / "data")
    assert done.returncode == 1
    assert "IMP-030" in done.stderr
    assert "居場所・サロン（ibasho）" in done.stderr


def test_columns_that_were_explained_are_remembered(city: Engine, tmp_path: Path) -> None:
    head = "どこ,どなた,でんわ\n"
    first = put(tmp_path, File("salon.csv", f"{head}見本の家,見本会,000-000-0001\n".encode()))
    asked = gisapp(city, "import", first, "--layer", "ibasho", folder=tmp_path / "data")
    assert asked.returncode == 1
    assert "MAP-" in asked.stderr
    columns = json.dumps({"name": "どこ", "organization": "どなた", "phone": "でんわ"}, ensure_ascii=False)
    told(city, tmp_path, "import", first, "--layer", "ibasho", "--choose", f"columns={columns}")
    second = put(
        tmp_path,
        File("salon2.csv", f"{head}見本の庭,見本会,000-000-0002\n見本の家,見本会,000-000-0001\n".encode()),
    )
    (done,) = told(city, tmp_path, "import", second, "--layer", "ibasho")["imports"]
    assert (done["changes"]["new"], done["changes"]["same"]) == (1, 1)


def test_a_run_that_was_interrupted_is_written_down_as_cancelled(city: Engine) -> None:
    from gisapp.ingest import runs
    from gisapp.ingest.history import recent

    with city.begin() as connection:
        run_id = runs.begin(connection, "publishing", actor="コマンド")
    with pytest.raises(KeyboardInterrupt), runs.under_way(city, run_id):
        raise KeyboardInterrupt
    assert recent(city)[0].status == "cancelled"
