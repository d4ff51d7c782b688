"""Holds what scripts and the list's page find: parameters, pages, counts, and that both say the same."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict

from gisapp.assets.search import Asked
from gisapp.web.asked import address_of, asked_in
from tests.conftest import site


@pytest.fixture
def client(demo_app: Flask) -> FlaskClient:
    return demo_app.test_client()


def find(client: FlaskClient, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/find", query_string=asked).get_json()
    return answer


def test_everything_is_found_page_by_page_and_once(client: FlaskClient) -> None:
    first = find(client, at="35.25,141.59")
    assert first["narrow"] is False
    assert first["ids"] is None
    seen = [asset["id"] for asset in first["assets"]]
    while len(seen) < first["total"]:
        seen += [asset["id"] for asset in find(client, at="35.25,141.59", start=len(seen))["assets"]]
    assert len(set(seen)) == len(seen) == first["total"]
    assert first["total"] == len(client.get("/api/assets").get_json()["assets"])


def test_a_search_names_the_pins_that_stay(client: FlaskClient) -> None:
    found = find(client, q="カフェ")
    assert found["narrow"] is True
    assert (
        len(found["ids"])
        == found["total"]
        == found["counts"]["layers"]["cafe"]
        + sum(number for layer, number in found["counts"]["layers"].items() if layer != "cafe")
    )
    assert {asset["id"] for asset in found["assets"]} <= set(found["ids"])
    assert find(client, q="カフェ", l="")["total"] == 0


def test_the_list_says_the_same_as_scripts_are_told(client: FlaskClient) -> None:
    asked = {"for": "old", "when": "mo", "layer": "ibasho"}
    total = find(client, **asked)["total"]
    page = client.get("/list", query_string=asked).get_data(as_text=True)
    assert total > 0
    assert f'role="status">{total}件' in page
    assert 'value="old" checked' in page
    assert 'value="mo" checked' in page


def test_an_address_is_read_and_written_the_same() -> None:
    asked = Asked(
        "本町", ("cafe", "ibasho"), ("old", "child"), ("free",), "today", "pm", 7, unplaced_only=True
    )
    found = asked_in(MultiDict(address_of(asked)))
    assert sorted(found.layers or ()) == sorted(asked.layers or ())
    assert address_of(found) == address_of(asked_in(MultiDict(address_of(found))))
    assert (found.whom, found.has, found.when, found.part) == (("old", "child"), ("free",), "today", "pm")
    assert (found.district, found.unplaced_only) == (7, True)


@pytest.mark.parametrize(
    "query",
    [
        "for=nobody",
        "when=never",
        "has=gold",
        "at=nan,nan",
        "at=999,1",
        "start=-5",
        "district=x",
        "l=secret",
        "q=" + "あ" * 500,
        "district=99999999999999999",
    ],
)
def test_e8_nonsense_is_no_search_and_no_failure(client: FlaskClient, query: str) -> None:
    for page in ("/api/find", "/list"):
        assert client.get(f"{page}?{query}").status_code == 200


def test_places_are_told_by_number_in_the_order_asked(client: FlaskClient) -> None:
    first, second = (asset["id"] for asset in find(client)["assets"][:2])
    told = client.get(f"/api/assets?ids={second},{first},999999999").get_json()["assets"]
    assert [asset["id"] for asset in told] == [second, first]
    assert client.get("/api/assets?ids=").get_json()["assets"] == []


def test_a_place_in_a_choice_area_is_in_both_districts(town: Engine) -> None:
    with town.begin() as connection:
        first = connection.execute(
            sa.text("select min(id) from public_area where system = 'elementary_district'")
        ).scalar_one()
        second = connection.execute(
            sa.text(
                "insert into area (municipality_code, system, key, name, edition, geom, run_id)"
                " select municipality_code, system, key || 'b', '選べる小学校区', edition, geom, run_id"
                " from area where id = :first returning id"
            ),
            {"first": first},
        ).scalar_one()
    with site(town) as app:
        client = app.test_client()
        inside = [
            {each["id"] for each in client.get(f"/api/assets?district={number}").get_json()["assets"]}
            for number in (first, second)
        ]
    assert inside[0]
    assert inside[0] == inside[1]
