"""The pages of districts and the sheet: figures, years, old numbers, and who reads what was heard."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from tests.conftest import site


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
