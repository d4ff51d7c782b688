"""Holds that postal codes lead to towns: where the gazetteer has them, and never in the way of addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.assets.search import find_spots, postal_code
from importers._record import File
from tests.conftest import site
from tests.gisapp.ingest.files import CODE, HERE, load
from tests.importers.test_ken_all import line

OURS = {"Sec-Fetch-Site": "same-origin"}


def towns_file() -> File:
    items = ",".join(
        f'{{"town":"{name}","koaza":"","lat":{HERE[1] + 0.01 * n},"lng":{HERE[0] + 0.01}}}'
        for n, name in enumerate(("新町", "本町一丁目", "本町二丁目"))
    )
    return File("towns.json", f"[{items}]".encode())


def codes_file() -> File:
    lines = (line("9900001", "新町"), line("9900002", "本町（１～２丁目）"), line("9900001", "本町"))
    others = (line("9900009", "どこにもない町"), line("1000001", "千代田", "千代田区", "13101"))
    return File("KEN_ALL.CSV", "".join((*lines, *others)).encode("cp932"))


@pytest.fixture
def loaded(town: Engine, work_folder: Path) -> Engine:
    load(town, work_folder, "town_gazetteer", towns_file())
    load(town, work_folder, "postal_code", codes_file())
    return town


def test_a_code_leads_to_its_towns(loaded: Engine) -> None:
    with loaded.connect() as connection:
        one = find_spots(connection, CODE, "〒990-0002")
        two = find_spots(connection, CODE, "９９００００１")
        assert find_spots(connection, CODE, "9900009") == []
        assert find_spots(connection, CODE, "1000001") == []
        blocks = connection.execute(
            sa.text("select count(*) from gazetteer_town where layer = 'postal_code'")
        )
        assert blocks.scalar_one() == 3
    assert [each["name"] for each in one] == ["本町（〒990-0002）"]
    assert (one[0]["lon"], one[0]["lat"]) == pytest.approx(
        (HERE[0] + 0.01, HERE[1] + 0.015)
    )  # of its two 丁目
    assert [each["name"] for each in two] == ["新町（〒990-0001）", "本町（〒990-0001）"]


def test_pages_go_by_the_code(loaded: Engine) -> None:
    with site(loaded) as app:
        client = app.test_client()
        assert "新町（〒990-0001）" in client.get("/list?q=990-0001").text
        assert client.get("/api/find?q=9900002").get_json()["spots"][0]["name"] == "本町（〒990-0002）"
        answer = client.post("/my", data={"address": "990-0002"}, headers=OURS).text
        assert "東小学校区" in answer or "西小学校区" in answer
        several = client.post("/my", data={"address": "990-0001"}, headers=OURS).text
        assert "その郵便番号の町はいくつかあります。" in several
        unknown = client.post("/my", data={"address": "000-0000"}, headers=OURS).text
        assert "その郵便番号は、この地図では分かりません。" in unknown


@pytest.mark.parametrize("text", ["9900001", "990-0001", "〒９９０−０００１", "990 0001"])
def test_a_code_is_known_however_it_is_written(text: str) -> None:
    assert postal_code(text) == "990-0001"


@pytest.mark.parametrize("text", ["", "990-001", "990-00011", "03-1234-5678", "新町9900001"])
def test_what_is_no_code(text: str) -> None:
    assert postal_code(text) is None
