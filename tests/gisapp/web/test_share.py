"""Holds how the map is handed on: links that outlive an edition of the districts, and pages in other sites."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from tests.assets import CODE
from tests.conftest import site

PAST = 987654321
FRAME = re.compile(r'<iframe src="([^"]+)" title="[^"]+" width="100%" height="600" loading="lazy"></iframe>')


@pytest.fixture
def client(town: Engine) -> Iterator[FlaskClient]:
    """The town after a new edition: its first district had another number before."""
    with town.begin() as connection:
        connection.execute(
            sa.text(
                "insert into area (id, municipality_code, system, key, name, edition, valid_to, geom, run_id)"
                " overriding system value"
                " select :past, municipality_code, system, key, name, '1999', date '2000-01-01', geom, run_id"
                " from area where system = 'elementary_district' and valid_to is null order by id limit 1"
            ),
            {"past": PAST},
        )
    with site(town) as app:
        yield app.test_client()


def now_of(engine: Engine) -> int:
    statement = "select min(id) from public_area where system = 'elementary_district'"
    with engine.connect() as connection:
        return int(connection.execute(sa.text(statement)).scalar_one())


@pytest.mark.parametrize(
    ("path", "name"), [("/", "d"), ("/embed", "d"), ("/list", "district"), ("/share", "district")]
)
def test_a_link_to_a_district_outlives_its_edition(
    client: FlaskClient, town: Engine, path: str, name: str
) -> None:
    now = now_of(town)
    answer = client.get(f"{path}?q=a&{name}={PAST}&for=old")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{path}?q=a&{name}={now}&for=old"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("said", ["12345678", "x", "-1", "9" * 30, "", "%00"])
def test_a_number_that_no_district_has_or_had_leads_nowhere(client: FlaskClient, said: str) -> None:
    assert client.get(f"/list?district={said}").status_code in (200, 400)


def test_only_the_page_for_it_stands_in_other_sites(client: FlaskClient) -> None:
    for path in ("/", "/list", "/share", "/report", "/places/1", "/account/login", "/nothing"):
        assert "frame-ancestors 'self'" in client.get(path).headers["Content-Security-Policy"]
    assert "frame-ancestors *" in client.get("/embed").headers["Content-Security-Policy"]


def test_the_links_keep_the_choices_and_work(client: FlaskClient, town: Engine) -> None:
    district = now_of(town)
    query = f"city={CODE}&l=city_office&for=old&for=child&when=now&district={district}"
    page = client.get(f"/share?{query}").get_data(as_text=True)
    boxes = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    on_map, listed, embedded = (html.unescape(box) for box in boxes)
    assert "for=old,child" in on_map.replace("%2C", ",")
    assert f"d={district}" in on_map
    assert "l=city_office," in on_map.replace("%2C", ",")  # and what is drawn under the places
    assert f"district={district}" in listed
    frame = FRAME.fullmatch(embedded)
    assert frame
    for address in (on_map, listed, html.unescape(frame[1])):
        assert client.get(address).status_code == 200


def test_a_picked_place_that_is_gone_is_told(client: FlaskClient, town: Engine) -> None:
    with town.connect() as connection:
        number = connection.execute(sa.text("select min(id) from public_asset")).scalar_one()
    page = client.get(f"/my/list?ids={number},{PAST},{number},x").get_data(as_text=True)
    assert page.count('class="desk"') == 1
    assert "リストの中の1件は、いまは載せていません。" in page
