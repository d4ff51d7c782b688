"""Holds the planner's page without a browser: the form and the question, the answer's parts, refusals."""

from __future__ import annotations

import html
import json
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from gisapp.planning.question import COMPONENTS, Question, parse
from gisapp.web.planner.gaps_form import MEANINGS, controls, own_ages, sent, usual
from gisapp.web.planner.gaps_view import parting_words

PARTS = ["head", "legend", "table", "district", "chart", "below"]


def parts_of(text: str) -> list[str]:
    """The names of the parts, in order."""
    return re.findall(r'<div data-part="(\w+)">', text)


def data_of(text: str) -> dict[str, Any]:
    """What the scripts get with an answer."""
    found = re.search(r'<script type="application/json" id="(?:answer|page)-data">(.*?)</script>', text, re.S)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def part(text: str, name: str) -> str:
    """The markup of one part."""
    following = [*PARTS[PARTS.index(name) + 1 :], None][0]
    start = text.index(f'<div data-part="{name}">')
    end = text.index(f'<div data-part="{following}">') if following else len(text)
    return text[start:end]


def value_of(text: str, name: str) -> str:
    """What the single control of this name shows."""
    field = re.search(rf'<input[^>]* name="{name}"[^>]*>', text)
    if field:
        found = re.search(r'value="([^"]*)"', field[0])
    else:
        select = re.search(rf'<select[^>]* name="{name}"[^>]*>.*?</select>', text, re.S)
        assert select, name
        found = re.search(r'<option value="([^"]*)" selected', select[0])
    assert found, name
    return html.unescape(found[1])


def test_the_page_and_the_answer_have_the_same_parts(client: FlaskClient) -> None:
    page, answer = client.get("/gaps").text, client.get("/gaps/answer").text
    assert parts_of(answer) == PARTS
    assert sorted(parts_of(page)) == sorted(PARTS)
    for name in ("legend", "district", "below"):
        assert re.sub(r"\s+", "", part(answer, name).split("</div>")[0]) in re.sub(r"\s+", "", page)
    assert data_of(page)["answer"] == data_of(answer)


def test_an_answer_is_never_kept_by_a_cache(client: FlaskClient) -> None:
    assert client.get("/gaps/answer").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"target": "75+", "within_m": "500", "categories": ["kodomo_shokudo", "cafe"]},
        {"target": "70-84", "sex": "f", "system": "junior_high_district", "formality": "informal"},
        {"detour": "1.3", "speed_km_h": "3", "nearest": "2", "method": "2sfca", "decay": "linear"},
        {"w": "uncovered_people:10,late_rate:3", "system": "mesh"},
    ],
)
def test_the_form_shows_the_question_and_sends_it_again(client: FlaskClient, query: dict[str, Any]) -> None:
    page = client.get("/gaps", query_string=query).text
    asked = parse({name: [each] if isinstance(each, str) else each for name, each in query.items()})
    form = {name: [value_of(page, name)] for name in controls(asked) if f'name="{name}"' in page}
    for name, told in controls(asked).items():
        if name in form and not re.search(rf'type="radio"[^>]* name="{name}"', page):
            assert form[name] == [told], name
    for name in ("formality", "sex"):
        chosen = re.search(rf'<input type="radio" name="{name}" value="(\w*)" checked>', page)
        assert chosen
        form[name] = [chosen[1]]
    form["categories"] = re.findall(r'name="categories" value="(\w+)" checked', page)
    assert parse(sent(form)) == asked


def test_the_address_of_an_answer_asks_it_again(client: FlaskClient) -> None:
    query = {"target": "6-14", "within_m": "1200", "w": "target_people:7,children_rate:2", "year": "0"}
    data = data_of(client.get("/gaps/answer", query_string=query).text)
    again = data_of(client.get("/gaps/answer?" + urlsplit(data["links"]["page"]).query).text)
    assert again["controls"] == data["controls"]
    assert again["sentence"] == data["sentence"]
    assert again["districts"] == data["districts"]


def test_taking_the_usual_values_again_keeps_the_sentence(client: FlaskClient) -> None:
    query = {"target": "75+", "within_m": "500", "detour": "1.4", "w": "aging_rate:1", "nearest": "3"}
    data = data_of(client.get("/gaps/answer", query_string=query).text)
    kept = parse(parse_qs(urlsplit(data["links"]["reset"]).query))
    assert (kept.target, kept.within_m) == ("75+", 500)
    assert usual(kept).items() <= controls(kept).items()


def test_pace_and_weights_follow_the_group_unless_they_were_chosen() -> None:
    before = controls(Question())
    old = {name: [text] for name, text in before.items()}
    children = parse(sent({**old, "target": ["0-5"]}))
    assert children == parse({"target": ["0-5"]})
    assert children.speed_km_h == 4.8
    assert "children_rate" in dict(children.weights)
    chosen = parse(sent({**old, "target": ["0-5"], "speed_km_h": ["3"], "w_uncovered_people": ["9"]}))
    assert chosen.speed_km_h == 3
    assert dict(chosen.weights) == {**dict.fromkeys(dict(Question().weights), 5), "uncovered_people": 9}
    same = parse(sent({**old, "w_aging_rate": ["0"]}))
    assert "aging_rate" not in dict(same.weights)


@pytest.mark.parametrize(
    ("low", "high", "key"), [("70", "84", "70-84"), ("80", "", "80+"), ("", "", "0+"), ("", "9", "0-9")]
)
def test_ages_of_ones_own(low: str, high: str, key: str) -> None:
    assert own_ages(low, high) == key
    values = {"target": ["ages"], "age_from": [low], "age_to": [high]}
    assert sent(values)["target"] == [key]


def test_a_group_that_nobody_knows_follows_nothing() -> None:
    assert sent({"target": ["65+"], "was": ["nobody"], "speed_km_h": ["3"]})["speed_km_h"] == ["3"]


def test_every_component_has_a_slider_and_a_plain_meaning(client: FlaskClient) -> None:
    page = client.get("/gaps").text
    assert set(MEANINGS) == set(COMPONENTS)
    for key in COMPONENTS:
        assert f'name="w_{key}"' in page


def test_a_row_is_opened_by_its_link_without_scripts(client: FlaskClient) -> None:
    page = client.get("/gaps").text
    links = re.findall(r'<a class="row-link" href="([^"]+)" data-district="(\d+)">([^<]+)</a>', page)
    assert len(links) == 30
    address, number, name = links[4]
    opened = client.get(html.unescape(address).split("#")[0]).text
    assert f'<h3 class="district__title" id="district-title">{name}</h3>' in opened
    assert data_of(opened)["answer"]["chosen"] == int(number)
    assert 'id="district"' not in page
    assert 'id="district"' not in client.get("/gaps?district=0").text


def test_without_ways_a_link_asks_the_same_by_straight_distance(client: FlaskClient) -> None:
    query = "categories=cafe&within_m=500&nearest=2"
    page = client.get(f"/gaps?{query}&distance=walk")
    assert page.status_code == 404
    found = re.search(r'<a href="([^"]+)">直線距離で調べる</a>', part_of_alert(page.text))
    assert found
    address = html.unescape(found[1])
    assert client.get(f"/gaps/answer?{query}&distance=walk").get_json()["error"]["instead"] == address
    asked = parse(parse_qs(urlsplit(address).query))
    assert (asked.categories, asked.within_m, asked.nearest, asked.distance) == (
        ("cafe",),
        500,
        2,
        "straight",
    )
    assert client.get(address).status_code == 200
    assert client.get("/gaps/answer?within_m=-5").get_json()["error"]["instead"] == ""


def part_of_alert(text: str) -> str:
    """What stands where trouble is told."""
    return text.split('id="answer-trouble"')[1].split("</div>")[0]


def test_what_is_hidden_is_told_so_and_never_as_zero(client: FlaskClient) -> None:
    answer = client.get("/gaps/answer").text
    rows = re.findall(r'<tr data-district="\d+".*?</tr>', part(answer, "table"), re.S)
    secret = [row for row in rows if "人数が少ないため非表示" in row]
    assert secret
    for row in secret:
        cells = re.findall(r'<td class="num[^"]*" data-value="([^"]*)">(.*?)</td>', row)
        hidden = [words for told, words in cells if "非表示" in words]
        assert hidden
        assert all(told == "" for told, words in cells if "非表示" in words)
        assert "swatch--hatch" in row


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("target=nobody", "だれが「nobody」は選べません。"),
        ("within_m=-5", "距離「-5」は使えません。"),
        ("w=uncovered_people:11", "重み「11」は使えません。"),
        ("target=ages&age_from=90&age_to=80", "だれが「90-80」は選べません。"),
        ("year=1950", "1950年の人口は"),
    ],
)
def test_refusals_are_told_and_the_form_keeps_what_was_typed(
    client: FlaskClient, query: str, words: str
) -> None:
    told = client.get(f"/gaps/answer?{query}&nearest=3")
    assert told.status_code in (400, 404)
    assert told.get_json()["error"]["message"].startswith(words)
    page = client.get(f"/gaps?{query}&nearest=3&categories=cafe,kodomo_shokudo")
    assert page.status_code == told.status_code
    assert words in page.text
    assert value_of(page.text, "nearest") == "3"
    assert re.findall(r'name="categories" value="(\w+)" checked', page.text) == ["kodomo_shokudo", "cafe"]
    assert data_of(page.text)["answer"] is None


def test_script_in_a_question_stays_text(client: FlaskClient) -> None:
    page = client.get("/gaps", query_string={"within_m": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_year_to_come_stands_beside_today(client: FlaskClient) -> None:
    today, later = (client.get(f"/gaps/answer?year={year}").text for year in (0, 2040))
    choices = re.findall(r'<option value="(\d+)"[^>]*>(\d+)年（(\S+)）', client.get("/gaps").text)
    assert choices == [
        ("0", "2020", "最新の調査"),
        *((str(year), str(year), "推計") for year in range(2025, 2051, 5)),
    ]
    assert "years__table" not in today
    head = part(later, "head")
    assert "2020年と2040年を比べる" in head
    assert "もとにした年は2020年です。" in head
    assert head.count('<span class="tag tag--forecast">推計</span>') == 2
    cells = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', head, re.S)
    told = {name: re.findall(r'<td class="num">\s*([^<]+?)\s*</td>', rest) for name, rest in cells}
    assert list(told) == [
        "人口（人）",
        "65歳以上の人（人）",
        "高齢化率（％）",
        "75歳以上の割合（％）",
        "届かない人（人）",
    ]
    for before, after, change in told.values():
        moved = plain(after) - plain(before)
        assert plain(change) == pytest.approx(moved, abs=0.051)
        assert (change[0] == "＋") == (moved > 0)


def test_districts_of_a_high_aging_rate_stand_alone_in_the_table(client: FlaskClient) -> None:
    found = client.get("/gaps.json?aging_from=30").get_json()
    text = client.get("/gaps?aging_from=30").text
    table, listed = part(text, "table"), [row["id"] for row in found["districts"] if row["focus"]]
    assert 0 < len(listed) < len(found["districts"])
    assert re.findall(r'<tr data-district="(\d+)"', table) == [str(each) for each in listed]
    assert f"ほかの{len(found['districts']) - len(listed)}小学校区は" in table
    assert found["focus"]["words"] in part(text, "head")
    assert '<option value="30" selected>30％以上</option>' in text
    data = data_of(client.get("/gaps/answer?aging_from=30").text)
    assert {row["id"] for row in data["districts"] if row["worst"]} <= set(listed)
    assert "aging_from=30" in data["links"]["page"]
    assert "aging_from=30" in data["links"]["sites"]
    assert 'value="42" selected' in client.get("/gaps?aging_from=42").text
    assert "gaps-table__rest" not in part(client.get("/gaps").text, "table")


def test_households_are_counted_as_households(client: FlaskClient) -> None:
    text = client.get("/gaps?target=households&sex=f").text
    assert "<dt>届かない世帯</dt>" in part(text, "head")
    assert re.search(r"世帯 [\d,]+世帯のうち", part(text, "head"))
    assert "届かない<br>世帯数" in part(text, "table")


def test_the_full_name_of_a_group_stands_in_the_answer(client: FlaskClient) -> None:
    assert "65歳以上の人のうち女性 " in part(client.get("/gaps?sex=f").text, "head")


def plain(text: str) -> float:
    """A number as the page writes it."""
    return float(text.translate({ord("＋"): "", ord("±"): "", ord("−"): "-", ord(","): ""}))


def answered(year: int, people: int | None, rate: float | None, target: str = "75+") -> Any:
    name = "aging_rate" if target == "65+" else "target_rate"
    totals = {"target_people": people, name: rate}
    return SimpleNamespace(totals=totals, year={"year": year}, question=Question(target=target))


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ((9_000, 36.4), "75歳以上の人は1,000人減りますが、人口に占める割合は30.7％から36.4％に上がります。"),
        ((11_500, 36.4), "75歳以上の人は1,500人増え、人口に占める割合は30.7％から36.4％に上がります。"),
        ((9_000, 29.0), "75歳以上の人は1,000人減り、人口に占める割合は30.7％から29.0％に下がります。"),
        ((10_000, 30.7), "75歳以上の人は変わらず、人口に占める割合は変わりません。"),
        ((11_000, 30.2), "75歳以上の人は1,000人増えますが、人口に占める割合は30.7％から30.2％に下がります。"),
    ],
)
def test_count_and_rate_can_part_ways(then: tuple[int, float], words: str) -> None:
    now = answered(2020, 10_000, 30.7)
    assert parting_words(now, answered(2040, *then)) == f"2020年から2040年までに、{words}"


def test_the_share_of_those_over_65_is_the_aging_rate_that_stands_beside_it() -> None:
    now, then = answered(2020, 10_000, 30.7, "65+"), answered(2040, 9_000, 36.4, "65+")
    words = (
        "2020年から2040年までに、65歳以上の人は1,000人減りますが、高齢化率は30.7％から36.4％に上がります。"
    )
    assert parting_words(now, then) == words


def test_nothing_is_said_of_how_a_hidden_number_moves() -> None:
    assert parting_words(answered(2020, 12, 1.0), answered(2040, None, 1.2)) == ""
