"""Holds the page of one import: what is shown before publishing, what columns mean, answers and their limits."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa

from gisapp.ingest.history import one
from gisapp.web.admin_columns import AS_TITLED, columns, shown
from importers._record import File
from tests.gisapp.ingest.files import load, places_file
from tests.gisapp.web.conftest import EAST, WEST, Office, words

NORTH = "北事務所,35.23,141.53,北3"
PROPOSAL: dict[str, Any] = {
    "columns": ["サロン名", "代表者氏名", "会場", "駐車場", "メモ"],
    "mapping": {"name": "サロン名", "building": "会場", "extra:駐車場": "駐車場"},
    "why": {"name": "列の名前から選びました。", "building": "中の値から選びました。"},
    "personal": {"代表者氏名": "列の名前が個人の情報を表しています。"},
    "rows": [
        ["見本サロン", "見本 花子", "見本会館", None, None],
        ["<b>見本</b>", "見本 太郎", "見本会館", "あり", None],
    ],
    "sure": True,
}
FORM = {
    "column:0": "name", "column-title:0": "サロン名",
    "column:1": "", "column-title:1": "代表者氏名",
    "column:2": "building", "column-title:2": "会場",
    "column:3": AS_TITLED, "column-title:3": "駐車場",
    "column:4": "", "column-title:4": "メモ",
}  # fmt: skip


def proposed(office: Office, **changed: Any) -> int:
    """A run that was looked at and whose columns are proposed."""
    run_id = office.looked_at(places_file([EAST]), layer="city_office")
    with office.engine.connect() as connection:
        preview = connection.execute(sa.text("select preview from import_run where id = :id"), {"id": run_id})
        office.put_preview(run_id, {**preview.scalar_one(), "proposal": {**PROPOSAL, **changed}})
    return run_id


def test_the_preview_shows_what_stays_and_what_changes(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST, WEST]))
    run_id = office.looked_at(places_file([EAST, NORTH]), layer="city_office")
    page = office.html(run_id)
    before, after = re.findall(r'<svg viewBox="-8.*?</svg>', page, re.DOTALL)
    assert 'aria-label="いまの地図。なくなる 1件"' in before
    assert 'aria-label="公開したあとの地図。新しい 1件"' in after
    assert before.count("change--same") == after.count("change--same") == 1
    assert "<title>西事務所</title>" in before
    assert "<title>北事務所</title>" in after
    text = words(page)
    assert re.search(r"なくなる（1件）\s+西事務所", text)
    assert re.search(r"新しい（1件）\s+北事務所", text)
    assert "時点: 不明" in re.sub(r"\s+", " ", text)


def test_names_on_the_preview_map_are_only_ever_text(office: Office) -> None:
    run_id = office.looked_at(places_file(["<script>x</script>,35.21,141.51,東1"]), layer="city_office")
    page = office.html(run_id)
    assert "<script>x" not in page
    assert "<title>&lt;script&gt;x" in page


def test_a_preview_without_a_change_says_so(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST]))
    run_id = office.looked_at(places_file([f"{EAST}", ""]), layer="city_office")
    page = office.page(run_id)
    assert "地図に変わるところはありません" in page


def test_columns_are_proposed_and_personal_ones_left_out(office: Office) -> None:
    run_id = proposed(office)
    page = office.html(run_id)
    assert "<b>見本</b>" not in page
    assert "見本 花子" not in page
    assert "個人情報の疑い" in page
    assert "列の名前が個人の情報を表しています。" in page
    chosen = re.findall(r'<select name="column:(\d)".*?</select>', page, re.DOTALL)
    assert chosen == ["0", "1", "2", "3", "4"]
    selected = {
        number: re.findall(r'<option value="(\w*)" selected>', box)
        for number, box in re.findall(r'<select name="column:(\d)"(.*?)</select>', page, re.DOTALL)
    }
    assert selected == {"0": ["name"], "1": [], "2": ["building"], "3": [AS_TITLED], "4": []}


def test_a_preview_without_a_proposal_has_no_such_step(office: Office) -> None:
    run_id = office.looked_at(places_file([EAST]), layer="city_office")
    office.put_preview(run_id, {})
    assert 'name="column:0"' not in office.html(run_id)
    office.put_preview(run_id, {"proposal": {}})
    assert 'name="column:0"' not in office.html(run_id)


def test_an_answer_on_columns_is_kept_and_read_again(office: Office) -> None:
    run_id = proposed(office)
    answer = office.post(f"/data/runs/{run_id}/look", **{**FORM, "column:2": "address", "column:3": ""})
    assert answer.status_code == 303
    assert json.loads(office.choices(run_id)["columns"]) == {
        "name": "サロン名",
        "address": "会場",
        "building": "",
        "extra:駐車場": "",
    }


def test_two_columns_of_one_meaning_are_told_and_nothing_typed_is_lost(office: Office) -> None:
    run_id = proposed(office)
    form = {**FORM, "column:4": "name", "column:2": "address", "as_of": "2026-04-01"}
    answer = office.post(f"/data/runs/{run_id}/look", **form)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "ADM-015" in page
    assert "「名称」を、「サロン名」と「メモ」の二つの列に選んでいます。" in page
    assert 'value="2026-04-01"' in page
    boxes = dict(re.findall(r'<select name="column:(\d)"(.*?)</select>', page, re.DOTALL))
    assert '<option value="address" selected>' in boxes["2"]
    assert '<option value="name" selected>' in boxes["4"]
    assert one(office.engine, run_id).status == "ready"


def test_names_are_needed(office: Office) -> None:
    run_id = proposed(office)
    answer = office.post(f"/data/runs/{run_id}/look", **{**FORM, "column:0": ""})
    assert answer.status_code == 400
    assert "ADM-016" in answer.get_data(as_text=True)


def test_columns_taken_as_proposed_are_no_new_answer(office: Office) -> None:
    run_id = proposed(office)
    office.post(f"/data/runs/{run_id}/publish", **FORM)
    assert "columns" not in office.choices(run_id)
    office.work()
    assert one(office.engine, run_id).status == "published"


@pytest.mark.parametrize("sure", [True, False])
def test_an_unsure_proposal_is_an_answer_once_a_person_sends_it(sure: bool) -> None:
    said = columns(FORM, {**PROPOSAL, "sure": sure})
    assert said is None if sure else json.loads(said or "") == PROPOSAL["mapping"]


def test_columns_of_a_tampered_form() -> None:
    assert columns({}, PROPOSAL) is None
    said = columns({"column:0": "name", "column:1": "<x>", "column-title:0": "a"}, {})
    assert json.loads(said or "") == {"name": "a"}
    assert shown({}, {}) == []
    assert shown({"columns": ["a"]}, {})[0].examples == ()


def test_an_answer_that_changes_the_reading_is_looked_at_before_it_is_published(office: Office) -> None:
    run_id = office.looked_at(places_file([EAST]), layer="city_office")
    answer = office.post(f"/data/runs/{run_id}/publish", as_of="2026-04-01")
    assert answer.headers["Location"].endswith("?again=1")
    office.work()
    assert one(office.engine, run_id).status == "ready"
    page = office.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "もう一度読みました" in page
    assert 'value="2026-04-01"' in page
    # What the page proposes is what was read: taken as it is, it is no change.
    office.post(f"/data/runs/{run_id}/publish", as_of="2026-04-01")
    office.work()
    assert one(office.engine, run_id).status == "published"


def test_a_wrong_day_comes_back_to_the_page_that_was_looked_at(office: Office) -> None:
    run_id = office.looked_at(places_file([EAST]), layer="city_office")
    answer = office.post(f"/data/runs/{run_id}/publish", as_of="きのう")
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "ADM-013" in page
    assert 'value="きのう"' in page
    assert "公開すると、こう変わります" in page


def test_nothing_is_published_that_nobody_has_seen(office: Office) -> None:
    run_id = office.hand_in(places_file([EAST]), layer="city_office")
    office.post(f"/data/runs/{run_id}/cancel")
    assert office.post(f"/data/runs/{run_id}/publish").status_code == 409
    assert one(office.engine, run_id).status == "cancelled"


def test_answers_can_be_taken_back(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file([EAST, WEST]))
    run_id = office.looked_at(places_file([WEST]), layer="city_office")
    office.post(f"/data/runs/{run_id}/look", **{"choice:accept:IMP-301": "yes"})
    office.work()
    assert "答えを取り消して、はじめから読む" in office.page(run_id)
    office.post(f"/data/runs/{run_id}/look", forget="1")
    office.work()
    assert office.choices(run_id) == {}
    assert "確かめてください（1件）" in office.page(run_id)


def test_another_layer_can_be_named_where_the_first_was_wrong(office: Office) -> None:
    run_id = office.looked_at(
        File("N03.geojson", b'{"type":"FeatureCollection","features":[]}'), layer="city_office"
    )
    page = office.html(run_id)
    assert one(office.engine, run_id).status == "refused"
    assert '<option value="city_office" selected>' in page
    assert "/data/import?layer=city_office" in page
    office.post(f"/data/runs/{run_id}/look", **{"choice:layer": "shelter"})
    office.work()
    assert one(office.engine, run_id).layer == "shelter"


def test_what_people_changed_is_shown_beside_the_file(office: Office) -> None:
    load(office.engine, office.data_dir, "city_office", places_file(["北事務所,,,どこか"]))
    page = office.client.get("/data/places").get_data(as_text=True)
    (service_id,) = re.findall(r'action="/data/places/(\d+)"', page)
    office.post(f"/data/places/{service_id}", position="35.21, 141.51")
    run_id = office.looked_at(places_file(["北事務所,35.22,141.52,どこか"]), layer="city_office")
    text = office.page(run_id)
    assert "人が直した場所（1件）" in text
    assert "35.210000, 141.510000" in text
    assert "35.220000, 141.520000" in text
    assert "POINT" not in text
    answer = office.post(f"/data/runs/{run_id}/publish", **{f"choice:edited:{service_id}": "file"})
    assert "again" not in answer.headers["Location"]
    office.work()
    assert office.choices(run_id) == {f"edited:{service_id}": "file"}
    assert one(office.engine, run_id).status == "published"


def test_an_import_that_was_taken_back_leads_to_its_record(office: Office) -> None:
    run_id = office.looked_at(places_file([EAST]), layer="city_office")
    office.post(f"/data/runs/{run_id}/publish")
    office.work()
    undone = int(office.post(f"/data/runs/{run_id}/undo").headers["Location"].rsplit("/", 1)[-1])
    assert f"取り消しの記録（番号 {undone}）" in office.page(run_id)
    assert f"取り消した取り込み（番号 {run_id}）" in office.page(undone)


def test_a_run_that_waits_says_what_goes_before_it(office: Office) -> None:
    first = office.hand_in(places_file([EAST]), layer="city_office")
    second = office.hand_in(places_file([WEST]), layer="city_office")
    assert office.client.get(f"/data/runs/{first}/state").get_json()["ahead"] == 0
    assert office.client.get(f"/data/runs/{second}/state").get_json()["ahead"] == 1
    assert "ほかの取り込み 1件のあとで始まります" in office.page(second)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in office.html(second)
    assert "まだ公開していない、ほかの取り込み（1件）" in office.page(first)


def test_a_question_on_columns_leads_to_them(office: Office) -> None:
    run_id = proposed(office, sure=False)
    insert = sa.text(
        "insert into import_problem (run_id, severity, code, message, remedy, choice, options)"
        " values (:id, 'ask', 'MAP-501', '場所の名称がどの列にあるか、はっきりしません。', '選んでください。', 'columns', '[]')"
    )
    with office.engine.begin() as connection:
        connection.execute(insert, {"id": run_id})
    page = office.html(run_id)
    assert '<a href="#columns">' in page
    assert 'name="choice:columns"' not in page
    assert '<details class="section columns" id="columns" open>' in page
    assert 'class="button button--large" type="submit">公開する' not in page
    office.put_preview(run_id, {})
    assert "「名称」という見出しのある列を作って" in office.page(run_id)
