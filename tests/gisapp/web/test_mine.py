"""Holds 「わたしの校区は？」: districts and offices of an address or a position, and plain words where none is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from tests.assets import CODE, EAST, WEST, district_keys, office
from tests.conftest import site

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(town: Engine) -> Iterator[FlaskClient]:
    statement = sa.text(
        "insert into gazetteer_town (municipality_code, layer, name, search_key, geom, run_id)"
        " select :code, 'town_gazetteer', :name, :name, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668), max(id)"
        " from import_run"
    )
    with town.begin() as connection:
        for name, (lon, lat) in {"東町": EAST, "西町": WEST}.items():
            connection.execute(statement, {"code": CODE, "name": name, "lon": lon, "lat": lat})
    east, _ = district_keys(town)
    office(town, "東の受け持ち", (east,))
    with site(town) as app:
        yield app.test_client()


def test_an_address_gives_its_district_and_the_office_in_charge(client: FlaskClient) -> None:
    page = client.post("/my", data={"address": "見本市東町1-2"}, headers=OURS).get_data(as_text=True)
    assert "東小学校区" in page
    assert "西小学校区" not in page
    assert "東の受け持ち" in page
    assert 'href="tel:000-111-2222"' in page
    assert "町までしか分かりませんでした" in page
    west = client.post("/my", data={"address": "西町"}, headers=OURS).get_data(as_text=True)
    assert "西小学校区" in west
    assert "東の受け持ち" not in west
    assert "受け持ちの事務所は、この地図には書かれていません" in west


def test_a_position_gives_the_same_and_stands_nowhere(client: FlaskClient) -> None:
    answer = client.post("/my", data={"lon": EAST[0], "lat": EAST[1]}, headers=OURS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "東小学校区" in page
    assert str(EAST[0]) not in page


@pytest.mark.parametrize(
    "said",
    [{"lat": "1"}, {"lat": "x", "lon": "y"}, {"lat": "nan", "lon": "nan"}, {"lat": "43", "lon": "141"}],
)
def test_a_position_elsewhere_is_told(client: FlaskClient, said: dict[str, str]) -> None:
    answer = client.post("/my", data=said, headers=OURS)
    assert answer.status_code == 200
    assert "中ではないようです" in answer.get_data(as_text=True)


def test_nothing_said_is_asked_for(client: FlaskClient) -> None:
    answer = client.post("/my", data={"address": " "}, headers=OURS)
    assert answer.status_code == 200
    assert "住所を書いてから「調べる」を押してください。" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["どこにもない町9", "東京都千代田区千代田1-1", "東町と西町", "%", "１" * 300]
)
def test_what_is_not_found_is_told_with_what_to_try(client: FlaskClient, address: str) -> None:
    answer = client.post("/my", data={"address": address}, headers=OURS)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.get_data(as_text=True)
