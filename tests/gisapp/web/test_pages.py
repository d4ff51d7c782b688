"""Holds the pages without a browser: status, words, headers, downloads, failures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from gisapp.config import Basemap
from gisapp.publish.cell import harmless
from tests.conftest import site
from tests.gisapp.ingest.files import city_file, load, places_file

PAGES = [
    "/",
    "/list",
    "/gaps",
    "/sources",
    "/guide",
    "/guide?about=care",
    "/help",
    "/accessibility",
    "/privacy",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_the_demo_city_is_invented(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert "架空のデータ" in response.text
    assert '<html lang="ja"' in response.text


@pytest.mark.parametrize("page", PAGES)
def test_pages_load_nothing_from_elsewhere(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="([^"]+)"', response.text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert not re.search(r"\sstyle=|\son\w+=|<script>", response.text)


@pytest.mark.parametrize("page", [*PAGES, "/api/assets", "/nothing"])
def test_policy_is_strict(client: FlaskClient, page: str) -> None:
    headers = client.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_base_map_is_a_setting_and_opens_the_policy_for_its_host_only(demo_engine: Engine) -> None:
    gsi = Basemap(
        "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png", "地理院タイル", "https://maps.gsi.go.jp/"
    )
    with site(demo_engine, gsi) as app:
        response = app.test_client().get("/")
    assert (
        "img-src 'self' data: blob: https://cyberjapandata.gsi.go.jp;"
        in response.headers["Content-Security-Policy"]
    )
    assert "地理院タイル" in response.text


def test_figures_stand_with_their_date_and_source(client: FlaskClient) -> None:
    for page in ("/list", "/gaps"):
        text = client.get(page).text
        assert "令和2年10月1日(2020年)" in text
        assert "見本データ（架空）" in text


def test_list_finds_by_name_in_any_width_and_by_missing_place(client: FlaskClient) -> None:
    everything = client.get("/api/assets").get_json()
    unplaced = [asset["name"] for asset in everything["assets"] if asset["lon"] is None]
    assert everything["unplaced"] == len(unplaced) > 0
    missing = client.get("/list?place=missing").text
    assert all(name in missing for name in unplaced)
    name = everything["assets"][0]["name"]
    assert name in client.get("/list", query_string={"q": name}).text
    assert client.get("/list", query_string={"q": "%"}).status_code == 200


def test_list_filters_by_district_and_layer(client: FlaskClient) -> None:
    district = client.get("/api/districts").get_json()["districts"][0]
    listed = client.get("/list", query_string={"district": district["id"], "layer": "cafe"}).text
    assert client.get("/list?district=x&layer=nothing&page=-3").status_code == 200
    assert str(district["assets"].get("cafe", 0)) in listed


def test_districts_api_adds_up(client: FlaskClient) -> None:
    data = client.get("/api/districts").get_json()
    assert len(data["districts"]) == 30
    assert sum(d["people"] for d in data["districts"]) == pytest.approx(data["city"]["people"], abs=30)
    assert data["as_of"] == "2020-10-01"
    assert all(source["licence"] and source["title"] for source in data["sources"])


def test_unknown_hours_and_phones_are_null_not_empty_words(client: FlaskClient) -> None:
    assets = client.get("/api/assets").get_json()["assets"]
    assert any(asset["hours"] is None for asset in assets)
    assert any(asset["hours"] and "–" in asset["hours"] for asset in assets)
    assert all(asset["phones"] == [] or asset["phones"][0]["number"] for asset in assets)


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-5", "@x", "\tx"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert str(harmless(cell)).startswith("'")
    assert harmless(-5) == -5
    assert harmless(None) == ""


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nothing", 404, "お探しのページはありません"),
        ("/?city=000000", 404, "この地図にありません"),
        ("/gaps?within_m=abc", 400, "使えません"),
        ("/gaps?categories=nothing", 400, "選べません"),
        ("/gaps.csv?target=x", 400, "選べません"),
    ],
)
def test_failures_are_told_in_japanese(client: FlaskClient, address: str, status: int, words: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert words in response.text
    assert "Traceback" not in response.text


def test_api_failures_are_json(client: FlaskClient) -> None:
    for address in ("/api/nothing", "/api/districts?system=cafe", "/api/assets?city=1"):
        error = client.get(address).get_json()["error"]
        assert error["code"]
        assert error["message"].endswith("。")


def test_an_unexpected_failure_shows_no_traceback(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("gisapp.web.public.loaded_layers", fail)
    response = client.get("/sources")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "問題が起きました" in response.text


def test_g16_what_is_written_of_a_failure_holds_no_row_and_no_address(
    client: FlaskClient,
    demo_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A failing row is quoted by the database, with all that stands in it; a link may be one that works once."""

    row = "ひみつ荘1号室"

    def fail(*_: object) -> None:
        twice = sa.text(
            "insert into office (name, municipality_code) values (:name, '990019'), (:name, '990019')"
        )
        with demo_engine.begin() as connection:
            connection.execute(twice, {"name": row})

    monkeypatch.setattr("gisapp.web.public.loaded_layers", fail)
    assert client.get("/sources?token=ichido-dake").status_code == 500
    assert "23505 at public.sources_page" in caplog.text
    assert "in fail" in caplog.text
    assert row not in caplog.text
    assert "ichido-dake" not in caplog.text


def test_without_data_the_site_says_so(engine: Engine) -> None:
    with site(engine) as app:
        response = app.test_client().get("/")
    assert response.status_code == 503
    assert "まだデータがありません" in response.text


def test_names_from_files_are_escaped(engine: Engine, tmp_path: Path) -> None:
    """A place named like a script is text on every page."""
    load(engine, tmp_path, "city_area", city_file())
    load(engine, tmp_path, "city_office", places_file(["<script>alert(1)</script>,35.21,141.51,<b>東</b>"]))
    with site(engine) as app:
        for page in ("/list", "/sources", "/"):
            text = app.test_client().get(page).text
            assert "<script>alert(1)" not in text
            assert "<b>東" not in text


def test_map_svg_has_every_district_with_its_rate(client: FlaskClient) -> None:
    response = client.get("/map.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.text.count('<path d="M') == 31
    assert "高齢化率" in response.text


def test_large_answers_are_compressed(client: FlaskClient) -> None:
    response = client.get("/api/assets", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) < 60_000
