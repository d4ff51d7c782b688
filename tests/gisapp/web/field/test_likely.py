"""Holds the warning of a place that is there already: who hears it, and what it tells."""

from __future__ import annotations

from gisapp.accounts.rights import Role
from gisapp.assets.snapshots import snapshot_of
from gisapp.assets.writing import create
from tests.assets import CITY, CODE, EAST, form
from tests.gisapp.web.field.conftest import Town


def test_who_types_hears_of_a_place_of_that_name_nearby(our_town: Town) -> None:
    with our_town.engine.begin() as connection:
        content = snapshot_of(connection, {}, form("茶の間さくら"), CITY)
        number = create(connection, CODE, content, actor="", reason="")
    client = our_town.enter(Role.CSW)
    at = f"{EAST[1] + 0.0003}, {EAST[0]}"
    (place,) = client.get("/places/likely.json", query_string={"name": "茶の間サクラ", "position": at}).json[
        "places"
    ]
    assert place == {
        "name": "茶の間さくら", "category": "居場所・サロン", "address": None, "distance_m": 33, "url": f"/places/{number}/edit",
    }  # fmt: skip
    assert client.get("/places/likely.json?name=&position=x").json == {"places": []}
    stranger = our_town.app.test_client().get("/places/likely.json?name=x")
    assert (stranger.status_code, stranger.json["error"]["code"]) == (403, "ADM-002")  # no page for a script
