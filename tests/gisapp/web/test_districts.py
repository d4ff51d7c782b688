"""The pages of districts and the sheet: figures, years, old numbers, and who reads what was heard."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.publish.zip_stream import zip_stream
from tests.accounts import OURS, log_in, somebody
from tests.assets import CODE, district_keys
from tests.conftest import site
from tests.secrets import people_around


@pytest.fixture(scope="module")
def app(demo_engine: Engine) -> Iterator[Flask]:
    with site(demo_engine) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def ids(engine: Engine, system: str = "elementary_district") -> list[int]:
    statement = "select id from public_area where system = :system order by id"
    with engine.connect() as connection:
        return list(connection.execute(sa.text(statement), {"system": system}).scalars())


def unpacked(pdf: bytes) -> bytes:
    """The file with the content of its compressed streams after it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    return pdf + b"".join(zlib.decompress(each) for each in streams if each[:1] == b"x")


def words(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.get_data(as_text=True)))


def test_every_district_has_a_page_with_the_figures_of_the_list(
    client: FlaskClient, demo_engine: Engine
) -> None:
    listed = {row["id"]: row for row in client.get("/api/districts").json["districts"]}
    assert set(ids(demo_engine)) == set(listed)
    for number, row in listed.items():
        told = words(client.get(f"/districts/{number}"))
        assert row["name"] in told
        if row["people"] is not None:
            assert f"{row['people']:,}人" in told
        if row["aging_rate"] is not None:
            assert f"{row['aging_rate']:.1f}％" in told


def test_the_gap_sentence_says_what_the_analysis_says(client: FlaskClient, demo_engine: Engine) -> None:
    answer = client.get("/gaps.json?categories=ibasho&categories=cafe&target=65%2B&within_m=800").json
    rows = {row["id"]: row for row in answer["districts"]}
    told = 0
    for number in ids(demo_engine):
        row = rows[number]
        if row["uncovered_people"] is None:
            continue
        share = 100 - row["covered_share"]
        sentence = f"{row['target_people']:,}人のうち{row['uncovered_people']:,}人（{share:.1f}％）です。"
        assert sentence in words(client.get(f"/districts/{number}"))
        told += 1
    assert told > 3


def test_another_year_is_told_as_a_projection_and_changes_the_figures(
    client: FlaskClient, demo_engine: Engine
) -> None:
    number = ids(demo_engine)[0]
    now, then = (words(client.get(f"/districts/{number}{year}")) for year in ("", "?year=2040"))
    assert "推計です。" in then
    assert "推計です。2040年" not in now
    assert re.search(r"人口\s*([\d,]+)人", now)[1] != re.search(r"人口\s*([\d,]+)人", then)[1]
    assert client.get(f"/districts/{number}?year=1900").status_code == 404


@pytest.mark.parametrize(("paper", "pages"), [("a4", 2), ("a3", 1)])
@pytest.mark.parametrize("year", ["", "&year=2040"])
def test_the_sheet_has_its_pages_is_tagged_and_carries_its_letters(
    client: FlaskClient, demo_engine: Engine, paper: str, pages: int, year: str
) -> None:
    answer = client.get(f"/districts/{ids(demo_engine)[1]}/karte.pdf?paper={paper}{year}")
    assert answer.mimetype == "application/pdf"
    made = unpacked(answer.get_data())
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", made)) == pages
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made
    assert b"BIZ-UDPGothic" in made
    assert b"/FontFile2" in made


def test_a_paper_that_nobody_has_and_a_district_that_is_none(
    client: FlaskClient, demo_engine: Engine
) -> None:
    assert client.get(f"/districts/{ids(demo_engine)[0]}/karte.pdf?paper=b5").status_code == 404
    assert client.get("/districts/999999999").status_code == 404
    assert client.get("/districts?system=mesh").status_code == 404


def test_kinds_that_a_district_has_are_counted_as_the_map_counts_them(client: FlaskClient) -> None:
    page = client.get("/districts/presence").get_data(as_text=True)
    figures = client.get("/api/districts").json["districts"]
    having = sum(1 for row in figures for n in row["assets"].values() if n)
    assert len(re.findall(r"<td>ある<span", page)) == having


def test_up_to_four_districts_stand_side_by_side(client: FlaskClient, demo_engine: Engine) -> None:
    asked = "&".join(f"d={number}" for number in ids(demo_engine)[:6])
    page = client.get(f"/districts/compare?{asked}").get_data(as_text=True)
    assert len(re.findall(r'<th scope="col"><a ', page)) == 4
    assert "印を付けて" in words(client.get("/districts/compare?d=x&d=999999999"))


def test_other_systems_of_districts_have_pages_too(client: FlaskClient, demo_engine: Engine) -> None:
    numbers = ids(demo_engine, "junior_high_district")
    assert client.get("/districts?system=junior_high_district").status_code == 200
    assert client.get(f"/districts/{numbers[0]}").status_code == 200


def test_nobody_without_an_account_reads_what_was_heard(client: FlaskClient, demo_engine: Engine) -> None:
    assert "聞き取り" not in words(client.get(f"/districts/{ids(demo_engine)[0]}"))


def test_the_whole_counts_a_place_of_several_districts_once(client: FlaskClient, demo_engine: Engine) -> None:
    found = [client.get(f"/api/assets?district={number}").json["assets"] for number in ids(demo_engine)]
    once = {asset["id"] for assets in found for asset in assets}
    assert _whole(client) == f"{len(once):,}か所"


def _whole(client: FlaskClient) -> str:
    row = re.search(
        r'<tr class="whole">(.*?)</tr>', client.get("/districts").get_data(as_text=True), re.DOTALL
    )
    assert row
    cells = re.findall(r"<td>(.*?)</td>", row[1])
    return f"{cells[4]}か所"


def test_only_members_of_a_district_read_there_what_was_heard(town: Engine) -> None:
    east, west = district_keys(town)
    with site(town) as made:
        people_around(town)
        somebody(town, Role.COUNCIL, CODE, districts=(east,))
        member = log_in(made.test_client(), town, Role.COUNCIL)
        form = {
            "kind": "願い",
            "text": "雨の日に集まれるところ。",
            "heard_on": "2026-04-01",
            "district": east,
        }
        assert member.post("/notes", data=form, headers=OURS).status_code == 303
        with town.connect() as connection:
            statement = "select key, id from public_area where system = 'elementary_district'"
            numbers = dict(map(tuple, connection.execute(sa.text(statement))))
        assert "雨の日に集まれる" in words(member.get(f"/districts/{numbers[east]}"))
        assert "聞き取り" not in words(member.get(f"/districts/{numbers[west]}"))
        assert "雨の日に集まれる" not in words(made.test_client().get(f"/districts/{numbers[east]}"))


def test_an_old_number_of_a_district_leads_to_its_page_and_sheet_of_today(town: Engine) -> None:
    with town.begin() as connection:
        connection.execute(
            sa.text(
                "insert into area (id, municipality_code, system, key, name, edition, valid_to, geom, run_id)"
                " overriding system value"
                " select 987654321, municipality_code, system, key, name, '1999', date '2000-01-01', geom, run_id"
                " from area where system = 'elementary_district' and valid_to is null order by id limit 1"
            )
        )
    now = ids(town)[0]
    with site(town) as made:
        client = made.test_client()
        assert (
            client.get("/districts/987654321?year=2040").headers["Location"] == f"/districts/{now}?year=2040"
        )
        sheet = client.get("/districts/987654321/karte.pdf?paper=a3")
        assert sheet.headers["Location"] == f"/districts/{now}/karte.pdf?paper=a3"


def test_whoever_has_an_account_takes_all_sheets_in_one_file(town: Engine) -> None:
    people_around(town)
    with site(town) as made:
        assert made.test_client().get("/districts/karte.zip").status_code == 302
        somebody(town, Role.HELPER, CODE)
        answer = log_in(made.test_client(), town, Role.HELPER).get("/districts/karte.zip?paper=a3")
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
            assert packed.testzip() is None
            assert len(packed.namelist()) == len(ids(town)) == int(answer.headers["X-Sheets"])
            assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())


def test_a_sheet_is_sent_as_soon_as_it_is_made() -> None:
    asked: list[str] = []

    def made() -> Iterator[tuple[str, bytes]]:
        for name in ("一.pdf", "二.pdf"):
            asked.append(name)
            yield name, name.encode() * 9

    stream = zip_stream(made())
    first = next(stream)
    assert asked == ["一.pdf"]
    assert "一.pdf".encode() * 9 in first
    with zipfile.ZipFile(io.BytesIO(first + b"".join(stream))) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "一.pdf": "一.pdf".encode() * 9,
            "二.pdf": "二.pdf".encode() * 9,
        }
