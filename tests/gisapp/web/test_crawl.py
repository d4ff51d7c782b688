"""Holds everything that somebody without an account can reach to keeping what must not be found. Knows no page.

The addresses come from the site itself: a new one for everybody is crawled without a line here.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import mapbox_vector_tile
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.assets.work_list import place_by_hand
from gisapp.publish.tiles import DEEPEST_ZOOM, tiled_layers
from gisapp.web.access import EVERYBODY
from tests.assets import CODE
from tests.conftest import site
from tests.gisapp.web.test_tiles import tile_at
from tests.secrets import EVERY, IN_A_LIST, Secret, approved, hide_them, secret, told

#: What the addresses of rules with parts of their own are asked with, beside what pages link to.
ASKED = "categories=ibasho"
SEEDS = (
    "/", "/list", "/list?place=missing", "/sources", "/map.svg", "/api/assets", "/api/districts",
    "/api/districts?system=mesh", f"/gaps?{ASKED}", f"/gaps?{ASKED}&system=mesh", f"/gaps.csv?{ASKED}", f"/gaps.json?{ASKED}",
    f"/gaps.xlsx?{ASKED}", f"/gaps.gpkg?{ASKED}", f"/gaps.html?{ASKED}", f"/gaps/report?{ASKED}",
    f"/gaps/report?{ASKED}&sites=1", f"/gaps/sites?{ASKED}", "/gaps/scenarios", "/health", "/account/login",
    "/account/code", "/account/spare-code",
    "/invitation/none", "/account/single-sign-on/return", "/confirm/none", "/manifest.webmanifest", "/field.webmanifest", "/service-worker.js", "/gaps/scenarios/none", "/gaps/runs/none", "/static/none.js", "/nothing", "/list?district=x",
    "/districts", "/districts?year=2040", "/districts/presence", "/districts/compare?d=1&d=x", "/city/compare", "/districts/0", "/districts/0/karte.pdf", "/places/1/history", "/places/1", "/places/1.ics", "/guide", "/guide?about=unknown", "/guide?q=a", "/help", "/my", "/my/list", "/my/list?ids=1,2,x&size=large", "/share", "/share?for=old&district=1", "/embed", "/accessibility", "/privacy", "/api/find", "/api/find?q=a&for=old&when=now", "/review", "/audit", "/report", "/report?place=1", "/report/thanks", f"/photos/{'0' * 64}.jpg", "/notes", "/notes.csv",
)  # fmt: skip
LINK = re.compile(r"""(?:href|src|action)="([^"#]+)["#]""")
ADDRESS = re.compile(r'"(/[^"\s]*)"')
MOST = 400


@pytest.fixture
def hidden_town(town: Engine, work_folder: Path) -> Engine:
    """The town, with places in it that mustn't be found."""
    hide_them(town, work_folder / "secrets")
    return town


@pytest.fixture
def app(hidden_town: Engine) -> Iterator[Flask]:
    """The site over that town."""
    with site(hidden_town) as made:
        yield made


def crawl(client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    """Every address that can be reached by following what pages, answers and errors name."""
    waiting, seen = list(SEEDS), set(SEEDS)
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address, follow_redirects=True)
        yield address, answer
        for found in sorted(_named(address, answer)):
            if found not in seen and len(seen) < MOST:
                seen.add(found)
                waiting.append(found)


def _named(address: str, answer: TestResponse) -> set[str]:
    if not (answer.mimetype or "").startswith(("text/html", "application/json")):
        return set()
    text = answer.get_data(as_text=True).replace(r"\u0026", "&")
    links = [html.unescape(each) for each in LINK.findall(text)] + ADDRESS.findall(text)
    whole = {urljoin(address, each) for each in links}
    return {each for each in whole if each.startswith("/") and "{" not in each and not _is_static(each)}


def _is_static(address: str) -> bool:
    return urlsplit(address).path.startswith("/static/")


def all_bytes(answer: TestResponse) -> bytes:
    """Headers and body, and what is packed in the body."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers).encode()
    body = answer.get_data()
    parts = [headers, body]
    if body[:2] == b"\x1f\x8b":
        parts.append(gzip.decompress(body))
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts)


def given_away(answer: TestResponse, places: Sequence[Secret] = EVERY) -> list[tuple[str, bytes]]:
    """Which places an answer gives away, and by what."""
    body = all_bytes(answer)
    return [(each.name, trace) for each in places for trace in each.traces() if trace in body]


def test_g1_nothing_that_everybody_can_reach_gives_a_place_away(app: Flask) -> None:
    reached = set()
    for address, answer in crawl(app.test_client()):
        assert given_away(answer) == [], address
        assert answer.status_code < 500, address
        assert answer.status_code == 200 or ASKED not in address, address
        adapter = app.url_map.bind("localhost")
        if adapter.test(urlsplit(address).path, "GET"):
            reached.add(adapter.match(urlsplit(address).path, "GET")[0])
    by_get = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint in EVERYBODY
    }
    assert by_get - reached <= {"static", "tiles.tile"}, (
        "an address for everybody that nothing leads to: name it in SEEDS"
    )


def test_g1_the_pages_of_districts_give_no_place_away(app: Flask, hidden_town: Engine) -> None:
    with hidden_town.connect() as connection:
        numbers = list(connection.execute(sa.text("select id from public_area order by id")).scalars())
    found = [app.test_client().get(f"/districts/{number}") for number in numbers]
    assert sum(answer.status_code == 200 for answer in found) > 1
    assert [given_away(answer) for answer in found if given_away(answer)] == []


def test_g1_the_public_places_are_there(app: Flask) -> None:
    """The crawl looks at the right town: it is the names of the coarse ones that are public."""
    client = app.test_client()
    text = client.get("/api/assets").get_data(as_text=True) + client.get("/list").get_data(as_text=True)
    for each in EVERY:
        assert (each.name in text) == (each.precision != "hidden"), each.name


@pytest.mark.parametrize("address", ["/api/assets", "/list", f"/gaps.gpkg?{ASKED}", f"/gaps.html?{ASKED}"])
def test_the_crawl_would_see_what_is_given_away(hidden_town: Engine, address: str) -> None:
    open_one = secret("見える茶の間", "exact", 12, 141.5051237, 35.2151231)
    approved(hidden_town, told(open_one, "exact", 1))
    with site(hidden_town) as app:
        assert given_away(app.test_client().get(address), [open_one])


def tiles_over(each: Secret) -> Iterator[tuple[int, int, int]]:
    for z in range(DEEPEST_ZOOM + 1):
        x, y = tile_at(each.lon, each.lat, z)
        yield z, x, y


def test_g2_no_tile_holds_a_place_where_it_is(app: Flask) -> None:
    """Raw, unpacked and decoded, at every zoom: what lies in a tile is where the public may see it."""
    client, shown = app.test_client(), _shown_points(app)
    answers = 0
    for each in EVERY:
        for z, x, y in tiles_over(each):
            for layer in sorted(tiled_layers()):
                answer = client.get(
                    f"/tiles/{CODE}/{layer}/{z}/{x}/{y}.mvt", headers={"Accept-Encoding": "gzip"}
                )
                assert given_away(answer) == [], (layer, z)
                if layer == "ibasho" and answer.status_code == 200:
                    answers += 1
                    for feature in mapbox_vector_tile.decode(gzip.decompress(answer.data))["ibasho"][
                        "features"
                    ]:
                        assert _nearest_m(
                            _degrees(feature["geometry"]["coordinates"], z, x, y), shown
                        ) <= _unit_m(z), z
    assert answers > 50


def _shown_points(app: Flask) -> list[tuple[float, float]]:
    found = app.test_client().get("/api/assets").get_json()["assets"]
    return [(asset["lon"], asset["lat"]) for asset in found if asset["layer"] == "ibasho" and asset["lon"]]


def _degrees(at: list[int], z: int, x: int, y: int) -> tuple[float, float]:
    """A point of a decoded tile (its y grows upwards)."""
    east, south = (x + at[0] / 4096) / 2**z, (y + 1 - at[1] / 4096) / 2**z
    return east * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * south))))


def _unit_m(z: int) -> float:
    """A tile's rounding; far out a count stands in the middle of what it counts, in a 64th of the tile."""
    return 40_000_000 / 2**z / (4096 / 2 if z >= 8 else 64)


def _nearest_m(point: tuple[float, float], shown: list[tuple[float, float]]) -> float:
    return min(math.hypot((point[0] - lon) * 91_000, (point[1] - lat) * 111_000) for lon, lat in shown)


def test_g1_what_is_hidden_cannot_be_searched_for(app: Flask) -> None:
    """The search finds by what it shows: no word of a place tells by its hits whether it is right."""
    client = app.test_client()
    for each in EVERY:
        for word in each.words():
            page = client.get(f"/list?q={quote(word)}").get_data(as_text=True)
            assert "条件に合う場所は見つかりませんでした。" in page, word


def test_g3_the_point_that_is_shown_is_the_same_each_time(app: Flask) -> None:
    client = app.test_client()
    answers = {client.get("/api/assets").get_data() for _ in range(10)}
    assert len(answers) == 1
    at = {asset["name"]: (asset["lon"], asset["lat"]) for asset in json.loads(answers.pop())["assets"]}
    assert at["町丁目の茶の間"] == at["引いた茶の間"], "two places of a town are not told apart"


def test_g4_in_a_town_of_a_few_houses_only_the_district_is_shown(app: Flask) -> None:
    found = app.test_client().get("/api/assets").get_json()["assets"]
    at = {asset["name"]: asset for asset in found}["谷町の茶の間"]
    assert (at["precision"], at["address"], at["position_method"]) == ("校区", None, "西小学校区の中の点")


def test_g5_a_tile_from_before_is_not_handed_out_again(
    hidden_town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever still asks with the version of before is told what is so now."""
    monkeypatch.setattr("gisapp.publish.tiles.FRESH_S", 0.0)
    before = secret("あとで引く茶の間", "校区", 11, 141.5031231, 35.2031237)
    asset = approved(hidden_town, told(before, "exact", 1))
    x, y = tile_at(before.lon, before.lat, 16)
    with site(hidden_town) as app:
        client = app.test_client()
        with hidden_town.connect() as connection:
            version = connection.execute(sa.text("select data_version from municipality")).scalar_one()
        address = f"/tiles/{CODE}/ibasho/16/{x}/{y}.mvt?v={version}"
        assert client.get(address, headers={"Accept-Encoding": "gzip"}).status_code == 200
        approved(hidden_town, told(before, "校区", 1), asset)
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 204
        assert answer.headers["Cache-Control"] == "no-cache"


def test_g5_an_earlier_version_that_comes_back_shows_no_more_than_was_agreed(hidden_town: Engine) -> None:
    statement = sa.text("select precision, url from public_asset where name = '戻した茶の間'")
    with hidden_town.connect() as connection:
        assert tuple(connection.execute(statement).one()) == ("校区", None)


def test_g1_a_list_keeps_what_it_wants_kept(hidden_town: Engine) -> None:
    """The true place of a list's rows stands where nobody but the office sees it."""
    statement = sa.text(
        "select t.address, ST_X(t.geom) as lon, l.address as shown, l.precision from true_place t"
        " join service s on s.id = t.service_id join service_at_location sl on sl.service_id = s.id"
        " join location l on l.id = sl.location_id where s.name = :name"
    )
    with hidden_town.connect() as connection:
        for each in IN_A_LIST:
            row = connection.execute(statement, {"name": each.name}).one()
            assert (row.address, round(row.lon, 7), row.precision) == (each.address, each.lon, each.precision)
            assert row.shown in (None, "東町一丁目")


def test_contact_with_a_place_that_is_kept_goes_through_its_office(app: Flask) -> None:
    client = app.test_client()
    found = {asset["name"]: asset for asset in client.get("/api/assets").get_json()["assets"]}
    for name in ("町丁目の茶の間", "校区の茶の間", "引いた茶の間"):
        asset = found[name]
        assert (asset["office"], asset["office_phone"], asset["phones"]) == ("見本事務所", "000-111-2222", [])
    assert found["東事務所"]["office"] is None
    text = re.sub(r"<[^>]+>", "", client.get("/list").get_data(as_text=True))
    assert text.count("連絡は見本事務所へ000-111-2222") == 5


def test_a_place_that_is_kept_is_as_large_as_what_it_stands_for(hidden_town: Engine) -> None:
    """A square of 0.02° has the area of a circle of 1.1 km."""
    statement = sa.text("select name, radius_m from pin where layer = 'ibasho' order by name")
    with hidden_town.connect() as connection:
        radius = {row.name: row.radius_m for row in connection.execute(statement)}
    assert all(1_000 < metres < 1_250 for metres in radius.values()), radius
    assert len(radius) == 7


def test_g5_the_history_is_not_for_everybody(app: Flask) -> None:
    client = app.test_client()
    for number in range(1, 15):
        for address in (f"/places/{number}/history", f"/places/{number}/edit", f"/review/{number}"):
            answer = client.get(address)
            assert answer.status_code in (302, 404), address


def test_g5_a_kept_place_that_is_placed_by_hand_stays_coarse(hidden_town: Engine) -> None:
    """Where no district was found for it, it waits among those without a point; its point is not for everybody."""
    nowhere = secret("境の茶の間", "校区", 13, 141.5041231, 35.2041237)
    said = told(nowhere, "校区", 1)
    asset = approved(hidden_town, {**said, "where": {**said["where"], "lon": None, "lat": None}})
    position = sa.text("select precision, address, position_method from public_asset where id = :id")
    with hidden_town.begin() as connection:
        assert connection.execute(position, {"id": asset}).one().position_method is None
        place_by_hand(connection, asset, f"{nowhere.lat}, {nowhere.lon}", actor="試験")
        shown = connection.execute(position, {"id": asset}).one()
    assert tuple(shown) == ("校区", None, "東小学校区の中の点")
