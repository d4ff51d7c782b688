"""Holds the pages of scenarios: who may read and write, what is compared, and that nobody is written over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.planning.desk import Desk
from gisapp.planning.gaps import Answer, answer
from gisapp.planning.question import Question
from gisapp.planning.scenarios import Scenario, save
from gisapp.planning.siting.effect import moved_of, tally
from gisapp.web.planner.scenarios_compare import compared, figures
from gisapp.web.planner.scenarios_view import change_words
from tests.accounts import OURS, log_in
from tests.conftest import site
from tests.gisapp.web.conftest import words

DEMO = "990019"
HERE = {"lon": 141.5584, "lat": 35.2548}
OPENED = {
    "kind": "add",
    "category": "ibasho",
    "name": "八反の茶の間",
    **HERE,
    "capacity": 20,
    "hours_month": 40,
}


@pytest.fixture
def admin(demo_engine: Engine, tmp_path: Path) -> Iterator[FlaskClient]:
    """An administrator who has come in; no scenario outlives the test."""
    with site(demo_engine, data_dir=tmp_path) as app:
        yield log_in(app.test_client(), demo_engine)
    with demo_engine.begin() as connection:
        connection.execute(sa.text("delete from scenario"))


def post(client: FlaskClient, path: str, **form: object) -> TestResponse:
    return client.post(path, data=form, headers=OURS)


def saved(client: FlaskClient, changes: list[dict[str, Any]], **question: str) -> str:
    """The path of a new scenario."""
    made = post(
        client, "/gaps/scenarios", name="試し", changes=json.dumps(changes), question=json.dumps(question)
    )
    assert made.status_code == 303, made.get_data(as_text=True)
    return made.headers["Location"]


def write(client: FlaskClient, path: str, seen: list[dict[str, Any]], **form: object) -> TestResponse:
    return post(client, path, **{"version": 1, "changes": json.dumps(seen), **form})


def cafe(engine: Engine) -> tuple[int, str]:
    """Some café of the demo city."""
    statement = sa.text("select id, name from service where layer = 'cafe' order by id limit 1")
    with engine.connect() as connection:
        row = connection.execute(statement).one()
    return row.id, row.name


def test_a_saved_proposal_is_compared_for_everybody_with_the_link(
    admin: FlaskClient, client: FlaskClient
) -> None:
    path = saved(admin, [OPENED], within_m="500")
    answer = client.get(path)
    page = re.sub(r"\s+", "", words(answer.get_data(as_text=True)))
    assert answer.status_code == 200
    assert "「八反の茶の間」（居場所・サロン）を新しく開く。" in page
    assert "定員20人、開いている時間月40時間。" in page
    assert "500m以内" in page
    assert "実際のデータは変わりません" in page
    assert "「試し」のとおりにすると" in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_reader_gets_no_form_and_no_list_but_the_reason(admin: FlaskClient, client: FlaskClient) -> None:
    path = saved(admin, [OPENED])
    page = client.get(path).get_data(as_text=True)
    assert 'method="post"' not in page
    assert "ログインした計画担当" in page
    listed = client.get("/gaps/scenarios").get_data(as_text=True)
    assert path.rsplit("/", 1)[-1] not in listed
    assert "リンクを受け取った人だけ" in listed
    assert "試し" in admin.get("/gaps/scenarios").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/gaps/scenarios", "/gaps/scenarios/abc"])
def test_nobody_writes_without_the_key_or_from_elsewhere(
    admin: FlaskClient, client: FlaskClient, path: str
) -> None:
    assert post(client, path, name="x", changes="[]", question="{}").status_code == 403
    strange = admin.post(path, data={"name": "x", "changes": "[]", "question": "{}"})
    assert strange.status_code == 403
    assert "ほかのページから" in strange.get_data(as_text=True)


def test_wide_blanks_in_names_are_no_trouble(admin: FlaskClient) -> None:
    path = saved(admin, [{**OPENED, "name": "デイサービス　八反の家"}])
    assert [change["name"] for change in seen(admin, path)] == ["デイサービス 八反の家"]
    assert write(admin, path, [], do="rename", name=" 春の　案 ").status_code == 303
    assert "<h1>春の 案</h1>" in admin.get(path).get_data(as_text=True)


def test_a_list_of_things_that_are_no_changes_is_refused(admin: FlaskClient) -> None:
    answer = post(admin, "/gaps/scenarios", name="x", changes='["a", 1]', question="{}")
    assert answer.status_code == 400
    assert "変更の種類が分かりません" in answer.get_data(as_text=True)


def test_an_unknown_token_is_told(client: FlaskClient) -> None:
    answer = client.get("/gaps/scenarios/nothing")
    assert answer.status_code == 404
    assert "そのシナリオはありません。" in answer.get_data(as_text=True)


def test_places_are_opened_closed_moved_and_changed_and_all_of_it_is_taken_back(
    admin: FlaskClient, demo_engine: Engine
) -> None:
    number, name = cafe(demo_engine)
    path = saved(admin, [])
    steps: list[dict[str, object]] = [
        {"do": "add", "category": "cafe", "name": "駅前の店", "place": "35.26, 141.61", "capacity": ""},
        {"do": "move", "asset": number, "place": "35.25, 141.60"},
        {"do": "change", "asset": number, "capacity": "12"},
        {"do": "close", "asset": number},
    ]
    for version, step in enumerate(steps, start=1):
        assert write(admin, path, seen(admin, path), **{**step, "version": version}).status_code == 303
    page = words(admin.get(path).get_data(as_text=True))
    assert "「駅前の店」（カフェ・喫茶）を新しく開く。位置は緯度 35.26000、経度 141.61000。" in page
    assert f"「{name}」（カフェ・喫茶）を動かす。新しい位置は緯度 35.25000、経度 141.60000。" in page
    assert f"「{name}」（カフェ・喫茶）を変える。定員 12人。" in page
    assert f"「{name}」（カフェ・喫茶）を閉じる。" in page
    for version in range(5, 9):
        left = seen(admin, path)
        assert write(admin, path, left, do="remove", number=1, version=version).status_code == 303
    assert seen(admin, path) == []
    with demo_engine.connect() as connection:
        status = connection.execute(
            sa.text("select status from service where id = :id"), {"id": number}
        ).scalar_one()
    assert status == "active"


def seen(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """The changes as they are saved."""
    with client.application.extensions["gisapp"].engine.connect() as connection:
        token = path.rsplit("/", 1)[-1].split("#")[0]
        found = connection.execute(
            sa.text("select changes from scenario where token = :token"), {"token": token}
        ).scalar_one()
    return cast(list[dict[str, Any]], found)


def test_who_writes_over_somebody_else_sees_both_and_may_save_again(admin: FlaskClient) -> None:
    path = saved(admin, [])
    assert write(admin, path, [], do="rename", name="先の人の名前").status_code == 303
    late = write(
        admin,
        path,
        [],
        do="add",
        category="ibasho",
        name="後の人の場所",
        place="35.26,141.61",
    )
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "先の人の名前" in page
    assert "「後の人の場所」（居場所・サロン）を新しく開く。" in page
    assert seen(admin, path) == []
    kept = re.search(r'name="changes" value="([^"]*)"', page)
    assert kept
    changes = kept[1].replace("&#34;", '"')
    assert write(admin, path, json.loads(changes), do="again", name="二人の", version=2).status_code == 303
    assert [change["name"] for change in seen(admin, path)] == ["後の人の場所"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"do": "add", "category": "ibasho", "name": "", "place": "35.26,141.61"}, "名前"),
        ({"do": "add", "category": "ibasho", "name": "遠い所", "place": "43.0,141.3"}, "離れすぎています"),
        ({"do": "add", "category": "ibasho", "name": "迷子", "place": "不明町"}, "位置が分かりません"),
        ({"do": "close", "asset": "999999999"}, "場所がありません"),
        ({"do": "change", "asset": "1", "capacity": ""}, "定員も開所時間も"),
        ({"do": "burn"}, "変更の種類が分かりません"),
        ({"do": "rename", "name": "x" * 101}, "名前"),
    ],
)
def test_what_cannot_be_changed_is_told_in_the_form_and_nothing_is_saved(
    admin: FlaskClient, form: dict[str, str], said: str
) -> None:
    path = saved(admin, [OPENED])
    refused = write(admin, path, [OPENED], **form)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert said in page
    assert "データは変更されていません。" in page
    assert 'id="form-wrong"' in page
    assert [change["name"] for change in seen(admin, path)] == ["八反の茶の間"]


def test_hidden_fields_of_no_page_of_ours_are_refused(admin: FlaskClient) -> None:
    for changes, question in (("no json", "{}"), ("{}", "{}"), ("[]", "[]")):
        answer = post(admin, "/gaps/scenarios", name="x", changes=changes, question=question)
        assert answer.status_code == 400
        assert "送られた内容を読めません。" in answer.get_data(as_text=True)


def test_a_proposal_made_after_a_scenario_holds_both(admin: FlaskClient) -> None:
    first = saved(admin, [OPENED]).rsplit("/", 1)[-1]
    path = saved(admin, [{**OPENED, "name": "もう一つ"}], scenario=first)
    assert [change["name"] for change in seen(admin, path)] == ["八反の茶の間", "もう一つ"]


def test_the_year_can_be_another_one(admin: FlaskClient, client: FlaskClient) -> None:
    page = client.get(f"{saved(admin, [OPENED])}?year=2040").get_data(as_text=True)
    assert "2040年（推計）の人口による答えです。" in page


def test_words_for_a_place_that_is_gone() -> None:
    assert change_words({"kind": "close", "asset": 7}, {}) == "番号7の場所を閉じる。"


@pytest.fixture(scope="module")
def pair(demo_engine: Engine) -> tuple[Answer, Answer]:
    """The demo city without and with one more place."""
    desk = Desk(demo_engine)
    with demo_engine.begin() as connection:
        made: Scenario = save(connection, DEMO, name="試し", changes=[OPENED], question={})
    before = answer(desk, DEMO, Question())
    after = answer(desk, DEMO, Question(scenario=made.token))
    with demo_engine.begin() as connection:
        connection.execute(sa.text("delete from scenario"))
    return before, after


def with_more(answer: Answer, **more: float) -> Answer:
    """The answer with so many more people reached, by name of district."""
    found = answer.figures.measures.copy()
    added = answer.world.districts["name"].map(more).fillna(0.0).to_numpy()
    found["covered_people"] += added
    found["uncovered_people"] -= added
    found["covered_share"] = 100 * found["covered_people"] / found["target_people"]
    return replace(answer, figures=replace(answer.figures, measures=found))


def test_a_change_of_few_people_is_hidden_and_never_alone(pair: tuple[Answer, Answer]) -> None:
    before = pair[0]
    shown = [row for row in before.rows if (row["uncovered_people"] or 0) > 100]
    one, two, three = (row["name"] for row in shown[:3])
    after = with_more(before, **{one: 4.0, two: 30.0, three: 80.4})
    found = {row["name"]: row for row in compared(before, after)}
    assert [found[name]["newly_people"] for name in (one, two, three)] == [None, None, 80]
    for name in ("before_share", "after_share", "class_before", "rank_before", "rank_after"):
        assert [found[each][name] is None for each in (one, two)] == [True, True], name
    assert found[three]["after_share"] is not None
    told = tally(list(found.values()))
    secret = {row["name"] for row in before.rows if row["covered_people"] is None}
    assert (told["more"], told["fewer"], told["hidden"]) == (1, 0, len(secret | {one, two}))
    assert {row["name"] for row in moved_of(list(found.values()))} == secret | {one, two, three}


def test_what_the_answer_hides_is_hidden_however_the_rest_changes(pair: tuple[Answer, Answer]) -> None:
    """Two of few people, then one of them all reached: what is left beside it would tell the other."""
    before = pair[0]
    shown = [row["name"] for row in before.rows if (row["uncovered_people"] or 0) > 100]
    one, two, three = shown[:3]
    left = {row["name"]: row["uncovered_people"] for row in before.rows}
    secret = {one, two}
    rows = [
        row | dict.fromkeys(("covered_people", "covered_share", "rank"), None)
        if row["name"] in secret
        else row
        for row in before.rows
    ]
    hiding = replace(before, rows=rows)
    # nothing happens at one of them, and neither figure of it is told
    after = with_more(hiding, **{two: float(left[two]), three: 50.0})
    found = {row["name"]: row for row in compared(hiding, after)}
    for name in ("before_share", "after_share", "newly_people", "class_after", "rank_after"):
        assert [found[each][name] for each in (one, two)] == [None, None], name
    assert found[three]["newly_people"] == 50


def test_a_difference_is_rounded_once(pair: tuple[Answer, Answer]) -> None:
    """1,000.4 and 1,010.6 are 10 apart, not 11, in the city as in a district."""
    before, after = pair
    city = before.figures.city.assign(uncovered_people=1010.6, covered_people=500.4)
    less = before.figures.city.assign(uncovered_people=1000.4, covered_people=510.6)
    then = replace(before, figures=replace(before.figures, city=city))
    now = replace(after, figures=replace(after.figures, city=less))
    found = {row["title"]: row["gone"] for row in figures(then, now, "小学校区")}
    assert found["届かない人"] == -10


def test_a_proposal_and_the_same_as_a_scenario_say_the_same(admin: FlaskClient, client: FlaskClient) -> None:
    changes = re.search(r'name="changes" value="([^"]*)"', admin.get("/gaps/sites?within_m=500").text)
    assert changes
    path = saved(admin, json.loads(changes[1].replace("&#34;", '"')), within_m="500")
    pages = [words(client.get(each).text) for each in ("/gaps/sites?within_m=500", path)]
    counts = [
        re.search(r"\d+小学校区で届く人が増え.*?変わりません", re.sub(r"\s+", "", page)) for page in pages
    ]
    assert counts[0]
    assert counts[1]
    assert counts[0][0] == counts[1][0]
    rows = [
        re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', client.get(each).text, re.S)
        for each in ("/gaps/sites?within_m=500", path)
    ]
    told = [{name: re.findall(r"([\d,]+)人", row)[:1] for name, row in each} for each in rows]
    assert told[0]
    assert all(told[1][name] == people for name, people in told[0].items() if name in told[1])


def test_no_page_tells_of_a_district_what_the_answer_hides(
    admin: FlaskClient, client: FlaskClient, demo_engine: Engine
) -> None:
    """The answer, a proposal and the same proposal as a scenario, laid beside each other."""
    asked = Question(categories=("cafe", "ibasho"), target="85+", sex="m", within_m=500)
    query = {"categories": ["cafe", "ibasho"], "target": "85+", "sex": "m", "within_m": 500}
    desk = Desk(demo_engine)
    secret = {row["name"] for row in answer(desk, DEMO, asked).rows if row["covered_people"] is None}
    assert secret
    proposal = client.get("/gaps/sites.json", query_string=query).get_json()
    changes = [
        {**OPENED, "name": each["name"], "lon": each["lon"], "lat": each["lat"]} for each in proposal["sites"]
    ]
    made = post(
        admin, "/gaps/scenarios", name="試し", changes=json.dumps(changes), question=json.dumps(query)
    ).headers["Location"]
    token = made.rsplit("/", 1)[-1]
    again = client.get("/gaps/sites.json", query_string=query | {"scenario": token}).get_json()
    both = [answer(desk, DEMO, replace(asked, scenario=each)) for each in ("", token)]
    for rows in (proposal["districts"], again["districts"], compared(*both)):
        hidden = {row["name"] for row in rows if row["hidden"]}
        assert secret <= hidden
        for row in rows:
            told = [row[name] for name in ("before_share", "after_share", "newly_people", "class_after")]
            assert row["name"] not in hidden or told == [None] * 4


def test_what_the_question_does_not_count_is_said(admin: FlaskClient, demo_engine: Engine) -> None:
    path = saved(admin, [OPENED, {"kind": "close", "asset": cafe(demo_engine)[0]}], categories="ibasho")
    page = admin.get(path).text
    listed = re.findall(r'<li class="changes__one">.*?</li>', page, re.S)
    assert ["数えない種類" in each for each in listed] == [False, True]
    kinds = re.search(r'<select id="add-category".*?</select>', page, re.S)
    assert kinds
    options = re.findall(r">([^<]+)</option>", kinds[0])
    assert ["数えません" in each for each in options] == [False] + [True] * (len(options) - 1)


def test_the_same_answer_twice_moves_nothing(pair: tuple[Answer, Answer]) -> None:
    before = pair[0]
    assert not any(row["newly_people"] or row["changed"] for row in compared(before, before))
    assert {row["gone"] for row in figures(before, before, "小学校区")} <= {0, None}


def test_figures_say_which_way_is_better(pair: tuple[Answer, Answer]) -> None:
    found = {row["title"]: row for row in figures(*pair, "小学校区")}
    assert found["届く人の割合"]["gone"] > 0
    assert found["届かない人"]["gone"] < 0
    assert found["届く人の割合"]["good"]
    assert found["届かない人"]["good"]
    back = {row["title"]: row for row in figures(pair[1], pair[0], "小学校区")}
    assert not back["届かない人"]["good"]
