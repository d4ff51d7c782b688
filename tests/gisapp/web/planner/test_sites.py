"""Holds the page of new sites: what is asked, shown, left out and taken away, without a browser."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from gisapp.errors import UserError
from gisapp.planning.question import Question
from gisapp.planning.siting.question import SiteQuestion
from gisapp.publish.register import cities
from gisapp.web.planner.points import point_of
from gisapp.web.planner.sites_form import controls, sent
from tests.gisapp.web.conftest import words

HOSTS = ("city_office", "day_service", "shelter")


def json_of(client: FlaskClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/gaps/sites.json?{query}").get_json()
    return found


def test_the_page_tells_the_proposal_its_reasons_and_where_it_came_from(client: FlaskClient) -> None:
    answer = client.get("/gaps/sites")
    page, found = words(answer.get_data(as_text=True)), json_of(client)
    assert answer.status_code == 200
    assert found["sentence"] in page
    assert len(found["sites"]) == 3
    for site in found["sites"]:
        assert site["name"] in page
        assert site["why"] in page
        assert f"＋{site['newly_people']:,}人" in page
    assert found["proof_words"] in page
    assert found["run"] in page
    assert "見本データ（架空）" in page
    moved = [row for row in found["districts"] if row["changed"]]
    assert moved
    assert f"うち{len(moved)}小学校区は区分が変わります" in re.sub(r"\s+", "", page)


def test_the_parts_for_scripts_hold_the_same_words(client: FlaskClient) -> None:
    answer = client.get("/gaps/sites/answer?form=1&count=2&hosts=shelter&objective=cover&share=80")
    html = answer.get_data(as_text=True)
    assert re.findall(r'data-part="(\w+)"', html) == ["own", "left", "head", "list", "legend", "below"]
    assert json_of(client, "count=2&hosts=shelter")["sentence"] in html
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_for_scripts_is_told_in_words(client: FlaskClient) -> None:
    answer = client.get("/gaps/sites/answer?count=0")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"] == "か所の数「0」は使えません。"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("count=21", 400, "か所の数「21」は使えません。"),
        ("objective=best", 400, "目的「best」は選べません。"),
        ("hosts=none&form=1", 404, "新しい場所の候補がありません。"),
        ("at=139.7,35.7", 400, "市区町村の外です。"),
        ("place=どこにもない町1-1", 400, "「どこにもない町1-1」の位置が分かりません。"),
        ("objective=share&share=100", 400, "候補をすべて使っても"),
    ],
)
def test_what_cannot_be_asked_is_told_with_the_form_to_ask_again(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    answer = client.get(f"/gaps/sites?{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert said in page
    assert 'id="sites-form"' in page
    assert "answer__text" not in page


def test_the_planners_question_stays_also_beside_what_cannot_be_asked(client: FlaskClient) -> None:
    page = client.get("/gaps/sites?target=75%2B&within_m=500&count=0").get_data(as_text=True)
    assert '<input type="hidden" name="target" value="75+">' in page
    assert '<input type="hidden" name="within_m" value="500">' in page


def test_a_candidate_that_was_left_out_comes_back_by_its_name(client: FlaskClient) -> None:
    first = json_of(client, "count=1")["sites"][0]
    page = client.get(f"/gaps/sites?count=1&without={first['id']}").get_data(as_text=True)
    again = json_of(client, f"count=1&without={first['id']}")["sites"][0]
    assert again["id"] != first["id"]
    kept = re.search(rf'name="without" value="{first["id"]}"[^>]*checked><span>([^<]+)</span>', page)
    assert kept
    assert kept[1] == first["name"]


def test_own_points_are_candidates_by_coordinates_and_by_address(
    client: FlaskClient, demo_engine: Engine
) -> None:
    typed = json_of(client, "hosts=none&count=1&place=35.2600,%20141.5584")["sites"]
    pressed = json_of(client, "hosts=none&count=1&at=141.5584,35.26")["sites"]
    assert [typed[0][name] for name in ("id", "lon", "lat")] == ["at:1", 141.5584, 35.26]
    assert pressed == typed
    with demo_engine.connect() as connection:
        city = cities(connection)[0]
        lon, lat = point_of(connection, city, "見本県見本市八反307")
        with pytest.raises(UserError, match="位置が分かりません"):
            point_of(connection, city, "５１.５, -０.１")
    west, south, east, north = city.bounds
    assert west < lon < east
    assert south < lat < north


def test_files_hold_the_same_places_and_nothing_runs_in_a_spreadsheet(client: FlaskClient) -> None:
    found = json_of(client, "count=2")
    answer = client.get("/gaps/sites.csv?count=2")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[1] for line in lines[1:3]] == [site["name"] for site in found["sites"]]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_households_are_called_so_in_the_form_the_reasons_and_the_file(client: FlaskClient) -> None:
    page = words(client.get("/gaps/sites?target=households&objective=centre").get_data(as_text=True))
    for said in (
        "できるだけ多くの世帯に",
        "いちばん遠い世帯を近く",
        "％の世帯に届くまで",
    ):
        assert said in page
    assert "人に届く" not in page
    assert "（目的: 最も遠い世帯の距離を" in json_of(client, "target=households&objective=centre")["words"]
    csv_file = client.get("/gaps/sites.csv?target=households&count=2").data.decode("utf-8-sig")
    assert "区域,新たに届く世帯,平均" in csv_file
    assert "区域,いま届く世帯の割合（％）,提案のあと（％）,新たに届く世帯" in csv_file
    assert not re.search("く人|遠い人", csv_file)


def test_a_year_to_come_is_marked(client: FlaskClient) -> None:
    page = words(client.get("/gaps/sites?year=2040").get_data(as_text=True))
    assert "2040年（推計）の人口による答えです。" in page
    assert json_of(client, "year=2040")["year"]["projected"]


def test_who_may_not_save_is_told_why_and_sees_no_form(client: FlaskClient) -> None:
    page = client.get("/gaps/sites").get_data(as_text=True)
    assert 'method="post"' not in page
    assert "ログイン" in page[page.index("<main") : page.index("<footer")]


def test_form_values_become_the_shortest_address() -> None:
    form = {"form": ["1"], "objective": ["cover"], "place": [""]}
    assert sent({**form, "hosts": list(HOSTS)}, HOSTS)["hosts"] == []
    assert sent({**form, "hosts": ["shelter"]}, HOSTS)["hosts"] == ["shelter"]
    assert sent(form, HOSTS)["hosts"] == ["none"]
    assert "hosts" not in sent({}, HOSTS)
    assert sent({}, ())["hosts"] == ["points"]
    assert sent({"at": ["141,35"]}, ()).get("hosts") is None
    assert "budget" not in sent({**form, "objective": ["median"], "budget": ["5"]}, HOSTS)
    assert sent({**form, "budget": ["5"]}, HOSTS)["budget"] == ["5"]


def test_controls_show_what_is_meant_where_nothing_is_said() -> None:
    shown = controls(SiteQuestion(Question(), at=((141.5, 35.25),), costs=(("shelter", 2.5),)), HOSTS)
    assert shown["hosts"] == HOSTS
    assert shown["at"] == [{"value": "141.5000000,35.2500000", "lon": 141.5, "lat": 35.25}]
    assert shown["costs"] == {"shelter": "2.5"}
    assert shown["budget"] == ""
