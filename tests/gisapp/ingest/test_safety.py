"""Holds that an import is seen first, published whole or not at all, and can be taken back as a unit."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.assets.work_list import place_by_hand
from gisapp.errors import UserError
from gisapp.ingest import runs
from gisapp.ingest.history import one, recent
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.undo import undo
from gisapp.publish.register import loaded_layers
from importers._record import File
from tests.gisapp.ingest.files import CODE, city_file, districts_file, load, places_file
from tests.gisapp.ingest.test_pipeline import everything

YES = {"accept:IMP-301": "yes"}
EAST = "東事務所,35.21,141.51,東1"
WEST = "西事務所,35.22,141.52,西2"
SOUTH = "南事務所,35.205,141.505,南3"
MESH_HEAD = (
    "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001100001,T001100004,T001100010,T001100019\n"
    ",,,,人口（総数）,０～１４歳人口　総数,１５～６４歳人口　総数,６５歳以上人口　総数\n"
)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def city(engine: Engine, data_dir: Path) -> Engine:
    """A database with the municipality's area only."""
    load(engine, data_dir, "city_area", city_file())
    return engine


def shown(engine: Engine) -> dict[str, list[object]]:
    """What the map shows and the figures are made of, without the numbers that only name rows."""
    asked = {
        "places": "select layer, name, address, ST_AsText(geom), precision from public_asset order by 1, 2",
        "pins": "select layer, name, ST_AsText(geom_3857) from pin order by 1, 2",
        "phones": "select s.name, p.number from phone p join service s on s.id = p.service_id"
        " where s.status = 'active' order by 1, 2",
        "areas": "select system, edition, key, name, valid_to, ST_AsText(geom) from area order by 1, 2, 3",
        "people": "select c.key, c.year, n.sex, n.age_from, n.age_to, n.people, n.state from population_cell c"
        " join population_count n on n.cell_id = c.id order by 1, 2, 3, 4, 5",
    }
    with engine.connect() as connection:
        return {name: list(connection.execute(sa.text(sql)).all()) for name, sql in asked.items()}


def mesh_file(people: int, *, key: str = "52416440") -> File:
    return File("tblT001100S5241.txt", f"{MESH_HEAD}{key},0,,,{people},10,60,30\n".encode("cp932"))


def test_preview_counts_and_leaves_the_map(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    with city.connect() as connection:
        before = everything(connection)
        records = connection.execute(sa.text("select count(*) from import_run")).scalar_one()
    seen = load(city, data_dir, "city_office", places_file([EAST, WEST + "番地", SOUTH]), preview=True)
    assert (seen.changes.new, seen.changes.changed, seen.changes.gone, seen.changes.same) == (1, 1, 0, 1)
    assert [(each["action"], each["name"]) for each in seen.preview["shapes"]] == [
        ("changed", "西事務所"),
        ("new", "南事務所"),
    ]
    assert seen.preview["shapes"][1]["before"] is None
    assert [row["名前"] for row in seen.preview["samples"]] == ["東事務所", "西事務所", "南事務所"]
    with city.connect() as connection:
        assert everything(connection) == before
        assert connection.execute(sa.text("select count(*) from import_run")).scalar_one() == records


def test_preview_says_what_publishing_does(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    new = places_file([WEST, SOUTH])
    seen = load(city, data_dir, "city_office", new, preview=True)
    assert seen.changes == load(city, data_dir, "city_office", new).changes


def test_the_same_again_changes_nothing(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    before = shown(city)
    outcome = load(city, data_dir, "city_office", places_file([EAST, WEST]), again=True)
    assert (outcome.changes.same, outcome.changes.new, outcome.changes.changed) == (2, 0, 0)
    assert shown(city) == before


def test_order_of_rows_does_not_matter(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST, SOUTH]))
    outcome = load(city, data_dir, "city_office", places_file([SOUTH, EAST, WEST]))
    assert outcome.changes.same == 3


def test_a_list_that_lost_rows_is_asked_about(city: Engine, data_dir: Path) -> None:
    rows = [f"場所{i},35.21,141.51,町{i}" for i in range(10)]
    load(city, data_dir, "city_office", places_file(rows))
    load(city, data_dir, "city_office", places_file(rows[:8]))  # a fifth less is still believed
    before = shown(city)
    with pytest.raises(ImportRefusedError) as caught:
        load(city, data_dir, "city_office", places_file(rows[:5]))
    (question,) = caught.value.problems
    assert (question.code, question.severity, question.choice) == ("IMP-301", "ask", "accept:IMP-301")
    assert [option.value for option in question.options] == ["yes"]
    assert shown(city) == before
    assert load(city, data_dir, "city_office", places_file(rows[:5]), choices=YES).changes.gone == 3


def test_a_part_of_the_districts_is_asked_about(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "elementary_district", districts_file(["東小学校", "西小学校"]))
    with pytest.raises(ImportRefusedError) as caught:
        load(city, data_dir, "elementary_district", districts_file(["東小学校"]))
    assert caught.value.code == "IMP-301"
    with pytest.raises(ImportRefusedError) as caught:
        load(city, data_dir, "elementary_district", districts_file(["東小学校"], year=21))
    assert caught.value.code == "IMP-301"
    # An older edition goes beside the current one and takes nothing away.
    load(city, data_dir, "elementary_district", districts_file(["旧小学校"], year=10))


def test_many_places_outside_the_city_are_asked_about(city: Engine, data_dir: Path) -> None:
    rows = [EAST, *(f"遠い{i},36.{i},140.{i},遠{i}" for i in range(1, 5))]
    with pytest.raises(ImportRefusedError) as caught:
        load(city, data_dir, "city_office", places_file(rows))
    assert "IMP-302" in {problem.code for problem in caught.value.problems}
    outcome = load(city, data_dir, "city_office", places_file(rows), choices={"accept:IMP-302": "yes"})
    assert outcome.unplaced == 4
    # What was confirmed stays in the record.
    assert ("IMP-302", "note") in {(problem.code, problem.severity) for problem in outcome.problems}


@pytest.mark.parametrize("kind", ["new", "changed", "gone", "districts", "older edition", "people"])
def test_undo_brings_back_what_was(city: Engine, data_dir: Path, kind: str) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    load(city, data_dir, "elementary_district", districts_file(["東小学校", "西小学校"]))
    load(city, data_dir, "population_mesh", mesh_file(100))
    before = shown(city)
    with city.connect() as connection:
        sources = loaded_layers(connection, CODE)
    imports = {
        "new": ("city_office", places_file([EAST, WEST, SOUTH])),
        "changed": ("city_office", places_file(["東事務所,35.215,141.515,東1", WEST])),
        "gone": ("city_office", places_file([WEST])),
        "districts": ("elementary_district", districts_file(["東小学校", "西第二小学校"], year=21)),
        "older edition": ("elementary_district", districts_file(["旧東小学校", "旧西小学校"], year=10)),
        "people": ("population_mesh", mesh_file(130)),
    }
    layer, file = imports[kind]
    run_id = load(city, data_dir, layer, file, choices=YES).run_id
    assert shown(city) != before
    undone = undo(city, run_id or 0, actor="試験")
    assert undone.kept == ()
    assert shown(city) == before
    with city.connect() as connection:
        again = loaded_layers(connection, CODE)
    assert {key: (layer.count, layer.as_of, layer.files) for key, layer in again.items()} == {
        key: (layer.count, layer.as_of, layer.files) for key, layer in sources.items()
    }
    assert one(city, run_id or 0).status == "undone"
    # The same delivery isn't taken for published any more.
    assert not load(city, data_dir, layer, file, choices=YES).already


def test_h7_undo_keeps_and_lists_what_was_changed_later(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    moved = load(city, data_dir, "city_office", places_file([EAST + "番", WEST + "番", SOUTH])).run_id
    load(city, data_dir, "city_office", places_file([EAST + "号", WEST + "番", SOUTH]))
    undone = undo(city, moved or 0, actor="試験")
    assert undone.kept == ("東事務所",)
    assert undone.back == 2
    assert [(row[1], row[2]) for row in shown(city)["places"]] == [("東事務所", "東1号"), ("西事務所", "西2")]
    with city.connect() as connection:
        told = connection.execute(
            sa.text("select code, value from import_problem where run_id = :id"), {"id": undone.run_id}
        ).all()
    assert told == [("IMP-313", "東事務所")]


def test_undo_of_two_in_either_order_ends_alike(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    before = shown(city)
    first = load(city, data_dir, "city_office", places_file([EAST + "番", WEST])).run_id
    second = load(city, data_dir, "city_office", places_file([EAST + "番", WEST, SOUTH])).run_id
    for run_id in (first, second):
        assert undo(city, run_id or 0, actor="試験").kept == ()
    assert shown(city) == before


def test_undo_of_the_newest_then_the_one_before(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST]))
    before = shown(city)
    numbers = [load(city, data_dir, "city_office", places_file([f"{EAST}{i}"])).run_id for i in (1, 2, 3)]
    for run_id in reversed(numbers):
        assert undo(city, run_id or 0, actor="試験").kept == ()
    assert shown(city) == before


def test_what_cannot_be_undone_is_told(city: Engine, data_dir: Path) -> None:
    run_id = load(city, data_dir, "city_office", places_file([EAST])).run_id or 0
    (first, *_) = reversed(recent(city))
    with pytest.raises(UserError) as caught:
        undo(city, first.id, actor="試験")
    assert caught.value.code == "IMP-311"
    undo(city, run_id, actor="試験")
    with pytest.raises(UserError) as caught:
        undo(city, run_id, actor="試験")
    assert caught.value.code == "IMP-310"
    with pytest.raises(UserError):
        undo(city, 9_999, actor="試験")


def test_h5_what_a_person_placed_stays_where_it_is(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file(["北事務所,,,どこか", WEST]))
    with city.begin() as connection:
        (asset,) = connection.execute(sa.text("select id from service where name = '北事務所'")).scalars()
        place_by_hand(connection, asset, "３５．２１、１４１．５１", actor="見本太郎")
    # The file says nothing new of it: there is nothing to decide.
    outcome = load(city, data_dir, "city_office", places_file(["北事務所,,,どこか", WEST, SOUTH]))
    assert (outcome.changes.kept, outcome.changes.same) == (0, 2)
    # Now the file says something else: the person's word stands, and the difference is shown.
    file = places_file(["北事務所,35.22,141.52,べつの所", WEST, SOUTH])
    seen = load(city, data_dir, "city_office", file, preview=True)
    (kept,) = seen.preview["kept"]
    assert kept["name"] == "北事務所"
    assert {each["title"]: (each["file"], each["now"]) for each in kept["different"]} == {
        "住所": ("べつの所", "どこか"),
        "位置": ("POINT(141.52 35.22)", "POINT(141.51 35.21)"),
    }
    assert load(city, data_dir, "city_office", file).changes.kept == 1
    assert ("city_office", "北事務所", "どこか", "POINT(141.51 35.21)", "exact") in shown(city)["places"]
    taken = load(city, data_dir, "city_office", file, choices={f"edited:{asset}": "file"})
    assert taken.changes.changed == 1
    assert ("city_office", "北事務所", "べつの所", "POINT(141.52 35.22)", "exact") in shown(city)["places"]


def test_h7_undo_leaves_what_a_person_placed_since(city: Engine, data_dir: Path) -> None:
    run_id = load(city, data_dir, "city_office", places_file(["北事務所,,,どこか", WEST])).run_id or 0
    with city.begin() as connection:
        (asset,) = connection.execute(sa.text("select id from service where name = '北事務所'")).scalars()
        place_by_hand(connection, asset, "35.21, 141.51", actor="見本太郎")
    undone = undo(city, run_id, actor="試験")
    assert undone.kept == ("北事務所",)
    assert [row[1] for row in shown(city)["places"]] == ["北事務所"]
    assert [row[1] for row in shown(city)["pins"]] == ["北事務所"]


@pytest.mark.parametrize(
    "position", ["", "35.2", "139.3, 35.6", "abc", "95, 139", "35.6, 139.3, 1", "nan, 1"]
)
def test_a_position_that_is_none_is_refused(city: Engine, data_dir: Path, position: str) -> None:
    load(city, data_dir, "city_office", places_file(["北事務所,,,どこか"]))
    with pytest.raises(UserError) as caught, city.begin() as connection:
        place_by_hand(connection, 1, position, actor="試験")
    assert caught.value.code == "ADM-020"


KILLED = """
import os, select, signal, sys
from pathlib import Path
from gisapp.db import engine as database
from gisapp.ingest import pipeline, publish, runs, source
from gisapp.ingest.job import Job
from gisapp.reading.sandbox import in_process
from importers._record import Delivery, File
from layers import all_layers

url, path, folder = sys.argv[1:]
all_layers()

def load(told, step):
    left = step

    def counted(name, ask=database.query):
        nonlocal left
        left -= 1
        if left == 0:
            os.write(told, name.encode())
            signal.pause()
        return ask(name)

    for module in (pipeline, publish, runs, source):
        module.query = counted
    file = File("jimusho.csv", Path(path).read_bytes())
    job = Job(all_layers()["city_office"], [Delivery((file,))], choices={"accept:IMP-301": "yes"})
    pipeline.import_files(database.make_engine(url), job, Path(folder), lambda *_: None, in_process())
    os.write(told, b"done")

for line in sys.stdin:
    step, patience_s = line.split()
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        load(told, int(step))
        os._exit(0)
    os.close(told)
    ready, _, _ = select.select([heard], [], [], float(patience_s))
    where = os.read(heard, 100).decode() if ready else "somewhere"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(heard)
    print(where or "ended", flush=True)
"""

#: Every statement of an import in turn, and as many moments that nobody chose.
STATEMENTS = 28
MOMENTS = [random.Random(20261123 + number).uniform(0.01, 0.4) for number in range(50 - STATEMENTS)]
KILLS = [(step, 60.0) for step in range(1, STATEMENTS + 1)] + [(0, moment) for moment in MOMENTS]


#: What the killed process calls itself before the server.
VICTIM = "killed"


def wait_until_left(city: Engine) -> None:
    """Returns once the server has noticed the death: until then a dead run's lock is still held."""
    left = sa.text(
        "select count(*) from pg_stat_activity where application_name = :name and datname = current_database()"
    )
    deadline = time.monotonic() + 60
    with city.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(left, {"name": VICTIM}).scalar_one():
            assert time.monotonic() < deadline, "the server still works for a dead process"


def test_fifty_kills_are_all_or_nothing(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    new = data_dir / "new.csv"
    new.write_bytes(places_file([WEST + "番", SOUTH]).data)
    url = city.url.update_query_dict({"application_name": VICTIM}).render_as_string(hide_password=False)
    before = shown(city)
    command = [sys.executable, "-W", "ignore", "-c", KILLED, url, str(new), str(data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        met = []
        for step, patience_s in KILLS:
            print(step, patience_s, file=nursery.stdin, flush=True)
            met.append(nursery.stdout.readline().strip())
            wait_until_left(city)
            runs.sweep(city)
            newest = recent(city)[0]
            if newest.status == "published" and newest.rows_published == 2 and newest.changes["new"] == 1:
                assert [row[1] for row in shown(city)["places"]] == ["南事務所", "西事務所"]
                undo(city, newest.id, actor="試験")
            assert shown(city) == before
        nursery.stdin.close()
    assert {run.status for run in recent(city)} <= {"published", "failed", "undone"}
    assert {"publish_service", "publish_place", "change_asset", "end_run"} <= set(met)
    # The next start goes on.
    again = load(city, data_dir, "city_office", places_file([WEST + "番", SOUTH]), choices=YES)
    assert (again.changes.new, again.changes.changed, again.changes.gone) == (1, 1, 1)


def test_a_run_that_somebody_works_on_is_not_swept(city: Engine) -> None:
    with city.begin() as connection:
        run_id = runs.begin(connection, "reading", actor="試験")
    with runs.under_way(city, run_id) as telling:
        assert runs.sweep(city) == []
        telling("読んでいます", 3)
        assert (one(city, run_id).step, one(city, run_id).done) == ("読んでいます", 3)
        with city.begin() as connection:
            runs.end(connection, run_id, runs.Ending("published"))
    assert runs.sweep(city) == []


def test_a_cancelled_run_stops_at_its_next_step(city: Engine) -> None:
    with city.begin() as connection:
        run_id = runs.begin(connection, "reading", actor="試験")
    with pytest.raises(runs.CancelledError), runs.under_way(city, run_id) as telling:  # noqa: PT012
        assert runs.cancel(city, run_id)
        telling("読んでいます", 1)
    assert one(city, run_id).status == "cancelled"
    assert not runs.cancel(city, run_id)


def test_a_run_cancelled_while_it_publishes_changes_nothing(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST, WEST]))
    before = shown(city)
    with city.begin() as connection:
        run_id = runs.begin(connection, "publishing", actor="試験")
    with pytest.raises(runs.CancelledError), runs.under_way(city, run_id), city.begin() as c:  # noqa: PT012
        c.execute(sa.text("delete from pin"))
        runs.cancel(city, run_id)
        runs.end(c, run_id, runs.Ending("published"))
    assert shown(city) == before


def test_every_run_is_written_down(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file([EAST]))
    with pytest.raises(ImportRefusedError):
        load(city, data_dir, "city_office", File("jimusho.csv", b"\x81\x00"))
    newest, good, _ = recent(city)
    assert (good.status, good.rows_published, good.actor) == ("published", 1, "試験")
    assert (newest.status, newest.problems) == ("refused", 1)
    assert json.dumps(newest.values(), ensure_ascii=False)


def test_finer_cells_of_the_same_ground_take_the_place_of_coarser_ones(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "population_mesh", mesh_file(100))
    before = shown(city)
    finer = "\n".join(f"52416440{quarter},0,,,25,3,15,7" for quarter in (1, 2, 3, 4))
    head = MESH_HEAD.replace("T001100", "T001101")
    run = load(
        city, data_dir, "population_mesh", File("tblT001101H5241.txt", f"{head}{finer}".encode("cp932"))
    )
    assert (run.changes.new, run.changes.gone) == (4, 1)
    assert sum(row[5] for row in shown(city)["people"] if (row[2], row[3], row[4]) == ("t", 0, None)) == 100
    undo(city, run.run_id or 0, actor="試験")
    assert shown(city) == before
