"""Holds the administrator's rooms: who comes in, loading in three steps through the real queue, taking back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.ingest.history import one, recent
from gisapp.ingest.queue import enqueue, queue, resume, serve
from gisapp.ingest.sandbox import in_process
from gisapp.ingest.work import Desk
from gisapp.key import admin_key
from importers._record import File
from tests.conftest import site
from tests.gisapp.ingest.files import CODE, city_file, load, places_file

OURS = {"Sec-Fetch-Site": "same-origin"}
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
        desk = Desk(self.engine, self.data_dir, in_process, lambda run_id, publish: enqueue(app, run_id, publish))
        resume(self.engine, desk.enqueue)
        serve(queue(url, desk.work), once=True)

    def page(self, run_id: int) -> str:
        """A run's page as text without tags."""
        return re.sub(r"<[^>]+>", " ", self.client.get(f"/data/runs/{run_id}").get_data(as_text=True))


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    """An administrator who has come in; the municipality's area is loaded."""
    load(engine, tmp_path, "city_area", city_file())
    with site(engine, data_dir=tmp_path) as app:
        client = app.test_client()
        entered = client.post("/data/enter", data={"key": admin_key(tmp_path)}, headers=OURS)
        assert entered.status_code == 302
        yield Office(client, engine, tmp_path)


def test_nobody_comes_in_without_the_key(office: Office) -> None:
    rules = [rule for rule in office.client.application.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    stranger = office.client.application.test_client()
    open_to_all = {"admin.enter_page", "admin.enter_with_key"}
    assert len(rules) > 10
    for rule in rules:
        if rule.endpoint in open_to_all:
            continue
        path = rule.rule.replace("<int:run_id>", "1").replace("<int:service_id>", "1").replace("<layer>", "ibasho")
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = stranger.open(path, method=method, headers=OURS)
        assert answer.status_code == (403 if method == "POST" else 302), rule
        if method == "GET":
            assert answer.headers["Location"].startswith("/data/enter?next=")


def test_a_wrong_key_is_told_and_the_key_is_private(office: Office) -> None:
    answer = office.client.application.test_client().post("/data/enter", data={"key": "x"}, headers=OURS)
    assert answer.status_code == 403
    assert "ADM-001" in answer.get_data(as_text=True)
    assert (office.data_dir / "admin_key").stat().st_mode & 0o077 == 0


def test_leaving_ends_a_copied_session(office: Office) -> None:
    cookie = office.client.get_cookie("gisapp_admin")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    copied = office.client.application.test_client()
    copied.set_cookie("gisapp_admin", cookie.value)
    assert copied.get("/data").status_code == 200
    office.post("/data/leave")
    assert copied.get("/data").status_code == 302


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_forms_of_other_sites_are_refused(office: Office, headers: dict[str, str]) -> None:
    for path in ("/data/import", "/data/enter", "/data/runs/1/undo"):
        answer = office.client.post(path, headers=headers)
        assert answer.status_code == 403
        assert "ADM-003" in answer.get_data(as_text=True)
    assert one(office.engine, 1).status == "published"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "javascript:x", "/data\\x"])
def test_the_door_leads_nowhere_else(office: Office, target: str) -> None:
    form = {"key": admin_key(office.data_dir), "next": target}
    assert office.client.post("/data/enter", data=form, headers=OURS).headers["Location"] == "/data"


def test_three_steps_read_look_publish(office: Office) -> None:
    run_id = office.hand_in(places_file([EAST, WEST]), layer="city_office")
    assert "順番待ち" in office.page(run_id)
    assert office.client.get(f"/data/runs/{run_id}/state").get_json()["ended"] is False
    office.work()
    page = office.page(run_id)
    assert "確認待ち" in page
    assert re.search(r"新しい\s+2件", page)
    assert "東事務所" in page
    with office.engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from service")).scalar_one() == 0
    assert office.post(f"/data/runs/{run_id}/publish").status_code == 303
    office.work()
    assert "2件を公開しました。" in office.page(run_id)
    assert one(office.engine, run_id).actor == "管理者"
    register = office.client.get("/data").get_data(as_text=True)
    assert "市の事務所" in register


def test_a_question_stops_until_it_is_answered(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST, WEST]))
    run_id = office.hand_in(places_file([WEST]), layer="city_office")
    office.work()
    assert "いまの2件から1件に減ります" in office.page(run_id)
    office.post(f"/data/runs/{run_id}/publish")
    office.work()
    assert one(office.engine, run_id).status == "refused"
    assert "いまの2件から1件に減ります" in office.page(run_id)
    office.post(f"/data/runs/{run_id}/publish", **{"choice:accept:IMP-301": "yes"})
    office.work()
    assert one(office.engine, run_id).status == "published"


def test_a_file_that_is_no_use_is_refused_with_its_reason(office: Office) -> None:
    run_id = office.hand_in(File("x.csv", b"\x81\x00\xff"), layer="city_office")
    office.work()
    page = office.page(run_id)
    assert "このままでは取り込めません" in page
    assert "地図は変わっていません" in page


def test_several_files_become_runs_of_their_own(office: Office) -> None:
    first = office.hand_in(places_file([EAST]), city_file(), File("読めない.xyz", b"\x00\x01"))
    office.work()
    runs = {run.layer: run for run in recent(office.engine) if run.id >= first}
    assert {"city_area", None} < set(runs)
    assert runs[None].asked["files"][0]["name"] == "読めない.xyz"
    assert runs[None].status == "refused"
    assert runs["city_area"].status == "ready"


def test_undo_from_the_page(office: Office) -> None:
    run_id = load(office.engine, office.data_dir, "city_office", places_file([EAST])).run_id
    answer = office.post(f"/data/runs/{run_id}/undo")
    assert answer.status_code == 303
    assert "1件を、前の状態に戻しました" in office.page(int(answer.headers["Location"].rsplit("/", 1)[-1]))
    with office.engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from service")).scalar_one() == 0


def test_cancelled_before_it_is_read(office: Office) -> None:
    run_id = office.hand_in(places_file([EAST]), layer="city_office")
    office.post(f"/data/runs/{run_id}/cancel")
    office.work()
    assert one(office.engine, run_id).status == "cancelled"
    assert "中止しました" in office.page(run_id)
    # It can be taken up again.
    office.post(f"/data/runs/{run_id}/look")
    office.work()
    assert one(office.engine, run_id).status == "ready"


def test_a_published_run_is_not_published_twice(office: Office) -> None:
    run_id = load(office.engine, office.data_dir, "city_office", places_file([EAST])).run_id
    answer = office.post(f"/data/runs/{run_id}/publish")
    assert answer.status_code == 409
    assert "ADM-012" in answer.get_data(as_text=True)


def test_a19_the_same_file_twice_is_told(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST]))
    run_id = office.hand_in(places_file([EAST]), layer="city_office")
    office.work()
    assert "同じファイルを取り込み済みです" in office.page(run_id)
    office.post(f"/data/runs/{run_id}/publish")
    office.work()
    assert one(office.engine, run_id).status == "cancelled"


def test_problems_as_a_csv_for_excel(office: Office) -> None:
    rows = [EAST, '"=HYPERLINK(""x"")",36.5,140.5,遠い']
    run_id = office.hand_in(places_file(rows), layer="city_office")
    office.work()
    answer = office.client.get(f"/data/runs/{run_id}/problems.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    head, *body = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head == ["扱い", "番号", "ファイル", "行", "列", "値", "何が起きたか", "どうすればよいか"]
    assert [row[1] for row in body] == ["IMP-027"]
    assert body[0][5].startswith("'=HYPERLINK")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>.csv", "a\u202egpj.csv", "CON.csv", "😀.csv", "x" * 251 + ".csv"])
def test_a22_odd_file_names_are_shown_escaped(office: Office, name: str) -> None:
    run_id = office.hand_in(File(name, places_file([EAST]).data), layer="city_office")
    office.work()
    page = office.client.get(f"/data/runs/{run_id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert one(office.engine, run_id).status == "ready"


def test_what_has_no_place_is_listed_and_placed(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file(["北事務所,,,どこか"]))
    page = office.client.get("/data/places").get_data(as_text=True)
    (service_id,) = re.findall(r"/data/places/(\d+)", page)
    assert "北事務所" in page
    wrong = office.post(f"/data/places/{service_id}", position="139.3, 35.6")
    assert wrong.status_code == 400
    assert office.post(f"/data/places/{service_id}", position="35.21, 141.51").status_code == 303
    assert "北事務所" not in office.client.get("/data/places").get_data(as_text=True)


def test_an_upload_without_a_file_or_with_a_wrong_day_is_told(office: Office) -> None:
    for form, code in (({}, "ADM-010"), ({"layer": "nothing"}, "ADM-010"), ({"as_of": "昨日"}, "ADM-010")):
        answer = office.client.post("/data/import", data=form, headers=OURS)
        assert answer.status_code == 400
        assert code in answer.get_data(as_text=True)
    file = (io.BytesIO(b"x"), "x.csv")
    answer = office.client.post("/data/import", data={"files": file, "as_of": "昨日"}, headers=OURS)
    assert "ADM-013" in answer.get_data(as_text=True)
    assert [run.layer for run in recent(office.engine)] == ["city_area"]


def test_a21_too_large_an_upload_is_told_in_japanese(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisapp.web.admin.MOST_BYTES", 1_000)
    data = {"files": (io.BytesIO(b"x" * 5_000), "x.csv")}
    answer = office.client.post("/data/import", data=data, headers=OURS)
    assert answer.status_code == 413
    assert "WEB-413" in answer.get_data(as_text=True)
    assert not (office.data_dir / "files").joinpath("x").exists()


def test_a_dead_worker_is_noticed_and_the_next_one_goes_on(office: Office) -> None:
    run_id = office.hand_in(places_file([EAST]), layer="city_office")
    later = office.hand_in(places_file([WEST]), layer="city_office")
    with office.engine.begin() as connection:
        # As a worker leaves it that is killed at work: the job is under way, the run too, nobody holds it.
        connection.execute(sa.text("update import_run set status = 'reading' where id = :id"), {"id": run_id})
        connection.execute(
            sa.text("update procrastinate_jobs set status = 'doing' where cast(args ->> 'run_id' as bigint) = :id"),
            {"id": run_id},
        )
    office.work()
    assert one(office.engine, run_id).status == "failed"
    assert "途中で止まりました" in office.page(run_id)
    assert one(office.engine, later).status == "ready"
    office.post(f"/data/runs/{run_id}/look")
    office.work()
    assert one(office.engine, run_id).status == "ready"


def test_the_code_of_the_city_is_kept(office: Office) -> None:
    run_id = office.hand_in(places_file([EAST]), layer="city_office", municipality=CODE)
    office.work()
    assert one(office.engine, run_id).municipality == CODE
