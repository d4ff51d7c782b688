"""Holds the administrator's rooms: who comes in, loading in three steps through the real queue, taking back."""

from __future__ import annotations

import csv
import io
import re

import pytest
import sqlalchemy as sa

from gisapp.ingest.history import one, recent
from gisapp.web.admin_preview import crs_words
from importers._record import File
from tests.accounts import NAME, OURS
from tests.gisapp.ingest.files import CODE, city_file, load, places_file
from tests.gisapp.web.conftest import EAST, WEST, Office, words


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
    assert one(office.engine, run_id).actor == NAME
    register = office.client.get("/data").get_data(as_text=True)
    assert "市の事務所" in register


def test_a_question_stops_until_it_is_answered(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST, WEST]))
    run_id = office.hand_in(places_file([WEST]), layer="city_office")
    office.work()
    assert "いまの2件から1件に減ります" in office.page(run_id)
    unanswered = office.post(f"/data/runs/{run_id}/publish")
    assert unanswered.status_code == 400
    assert "ADM-017" in unanswered.get_data(as_text=True)
    assert "いまの2件から1件に減ります" in unanswered.get_data(as_text=True)
    office.work()
    assert one(office.engine, run_id).status == "ready"
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
    (outside,) = [row for row in body if row[1] == "IMP-027"]
    assert outside[5].startswith("'=HYPERLINK")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.csv", "a\u202egpj.csv", "CON.csv", "😀.csv", "x" * 251 + ".csv"]
)
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
    assert "ADM-020" in wrong.get_data(as_text=True)
    assert 'value="139.3, 35.6"' in wrong.get_data(as_text=True)
    assert office.post(f"/data/places/{service_id}", position="35.21, 141.51").status_code == 303
    assert "北事務所" not in office.client.get("/data/places").get_data(as_text=True)


def test_a_form_that_is_wrong_comes_back_as_it_was_typed(office: Office) -> None:
    form = {
        "as_of": "昨日",
        "url": "ftp://x",
        "municipality": "132011",
        "layer": "ibasho",
        "title": "市の<名簿>",
    }
    answer = office.client.post("/data/import", data=form, headers=OURS)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    for code in ("ADM-010", "ADM-013", "ADM-014", "ADM-018"):
        assert code in page
    assert "入力を確かめてください（4件）" in page
    for typed in ('value="昨日"', 'value="ftp://x"', 'value="132011"', 'value="市の&lt;名簿&gt;"'):
        assert typed in page
    assert '<option value="ibasho" selected>' in page
    assert [run.layer for run in recent(office.engine)] == ["city_area"]


def test_files_have_to_be_chosen_again_where_something_else_was_wrong(office: Office) -> None:
    data = {"files": (io.BytesIO(b"x"), "x.csv"), "as_of": "2026-13-01", "layer": "nothing"}
    answer = office.client.post("/data/import", data=data, headers=OURS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "ADM-011" in page
    assert "ADM-010" not in page
    assert "ファイルは、もう一度選んでください" in page


def test_what_is_typed_in_full_width_is_read(office: Office) -> None:
    run_id = office.hand_in(
        places_file([EAST]), municipality="９９００１", as_of="２０２６-０４-０１", layer="city_office"
    )
    asked = one(office.engine, run_id).asked
    assert (asked["municipality"], asked["as_of"]) == (CODE, "2026-04-01")


def test_a21_too_large_an_upload_is_told_in_japanese(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisapp.web.admin_import.MOST_BYTES", 1_000)
    data = {"files": (io.BytesIO(b"x" * 5_000), "x.csv")}
    answer = office.client.post("/data/import", data=data, headers=OURS)
    assert answer.status_code == 413
    page = answer.get_data(as_text=True)
    assert "WEB-413" in page
    assert 'type="file"' in page
    assert not (office.data_dir / "files").joinpath("x").exists()


def test_a_dead_worker_is_noticed_and_the_next_one_goes_on(office: Office) -> None:
    run_id = office.hand_in(places_file([EAST]), layer="city_office")
    later = office.hand_in(places_file([WEST]), layer="city_office")
    with office.engine.begin() as connection:
        # As a worker leaves it that is killed at work: the job is under way, the run too, nobody holds it.
        connection.execute(sa.text("update import_run set status = 'reading' where id = :id"), {"id": run_id})
        connection.execute(
            sa.text(
                "update procrastinate_jobs set status = 'doing' where cast(args ->> 'run_id' as bigint) = :id"
            ),
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


def test_a_session_that_has_ended_leads_to_the_door_and_back(office: Office) -> None:
    run_id = office.looked_at(places_file([EAST]), layer="city_office")
    stranger = office.client.application.test_client()
    answer = stranger.post(f"/data/runs/{run_id}/publish", headers=OURS)
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    assert "ADM-002" in page
    assert f'href="/account/login?next=/data/runs/{run_id}"' in page
    assert one(office.engine, run_id).status == "ready"


def test_what_is_not_there_is_told_inside_the_rooms(office: Office) -> None:
    answer = office.client.get("/data/runs/999")
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert "取り込み 999 はありません" in page
    assert "管理のページ" in page


@pytest.mark.parametrize("path", ["/", "/list", "/gaps", "/sources", "/nothing"])
def test_every_public_page_shows_the_way_in_at_its_foot(office: Office, path: str) -> None:
    page = office.client.get(path).get_data(as_text=True)
    footer = page[page.index("<footer") :]
    assert f'<a href="/account">わたしのページ <span lang="ja">（{NAME}）</span></a>' in footer
    stranger = office.client.application.test_client().get(path).get_data(as_text=True)
    assert '<a href="/account/login">職員のログイン</a>' in stranger[stranger.index("<footer") :]
    assert "ログイン" not in stranger[: stranger.index("<main")]


def test_the_register_speaks_of_coordinates_in_words(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST]))
    page = words(office.client.get("/data").get_data(as_text=True))
    assert "JGD2011 経緯度" in page
    assert "EPSG:6668" in page
    assert "city_office" not in page
    assert "まだ公開していない取り込み" not in page
    office.looked_at(places_file([EAST, WEST]), layer="city_office")
    assert "まだ公開していない取り込み（1件）" in words(office.client.get("/data").get_data(as_text=True))


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        ("", []),
        ("EPSG:6668", [("JGD2011 経緯度", "EPSG:6668")]),
        (
            "EPSG:4326、EPSG:6677",
            [("WGS84 経緯度", "EPSG:4326"), ("JGD2011 平面直角座標系 9系", "EPSG:6677")],
        ),
        ("EPSG:3857", [("ウェブメルカトル", "EPSG:3857")]),
        ("EPSG:1", [("EPSG:1", "")]),
    ],
)
def test_crs_in_words(crs: str, expected: list[tuple[str, str]]) -> None:
    assert crs_words(crs) == expected
