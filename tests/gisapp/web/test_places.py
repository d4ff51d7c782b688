"""Holds the page of a place and the guide to desks: what is said, what is kept, and the desks of 川越市."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.catalogue import find_assets
from gisapp.assets.proposals import save
from gisapp.assets.search import Asked, pins_of, search
from gisapp.assets.worries import WORRIES, desks_for, worry_in
from gisapp.ingest.facts import fact_files
from gisapp.ingest.job import Job
from gisapp.ingest.pipeline import import_files
from gisapp.ingest.publish import rewrite_pins
from gisapp.reading.sandbox import in_process
from gisapp.web.place_words import state_words
from importers._record import Delivery, File
from layers.consultation_desk import LAYER
from tests.assets import CITY, CODE, EAST, author, form, typed, where
from tests.conftest import site
from tests.gisapp.ingest.files import geojson, load, square

KAWAGOE = "112011"


def add(engine: Engine, name: str = "見本の茶の間", **said: object) -> int:
    """A place on the map."""
    writer, approver = author(engine), author(engine, Role.APPROVER)
    with engine.begin() as connection:
        saved = save(connection, writer, CODE, typed(form(name, **said)))
        return approve(connection, saved.id, approver, CITY, version=1)


@pytest.fixture
def client(town: Engine) -> Iterator[FlaskClient]:
    with site(town) as app:
        yield app.test_client()


def hours(byday: str, opens: str, closes: str) -> dict[str, object]:
    return {"byday": byday, "weeks": [], "opens_at": opens, "closes_at": closes}


def test_a_place_says_all_that_is_known_without_scripts(town: Engine, client: FlaskClient) -> None:
    number = add(
        town, "みんなの茶の間", description="だれでも来られます", fee="無料", booking="いらない",
        phones=[{"number": "000-111-2222", "purpose": "代表"}, {"number": "000-111-3333", "purpose": "FAX"}],
        schedules=[hours("MO,TU", "10:00", "15:00")], closed_on=["祝日"], accessibility=["駐車場"],
        staff="世話人", topics=["もの忘れ"], email="a@example.jp",
    )  # fmt: skip
    page = client.get(f"/places/{number}").get_data(as_text=True)
    for words in (
        "みんなの茶の間",
        "だれでも来られます",
        "無料",
        "いらない",
        "駐車場",
        "世話人",
        "もの忘れ",
        "10:00–15:00",
    ):
        assert words in page
    assert 'href="tel:0001112222"' in page
    assert "000-111-3333" in page
    assert "tel:0001113333" not in page  # nobody calls a fax
    assert 'href="mailto:a@example.jp"' in page
    assert f"/report?place={number}" in page
    assert f"/places/{number}.ics" in page
    assert "<svg" in page


def test_linked_data_is_that_of_the_place(town: Engine, client: FlaskClient) -> None:
    number = add(town, "</script>の会", schedules=[hours("MO", "10:00", "15:00")], fee="無料")
    page = client.get(f"/places/{number}").get_data(as_text=True)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    linked = json.loads(found[1])
    assert linked["name"] == "</script>の会"
    assert (linked["geo"]["longitude"], linked["geo"]["latitude"]) == EAST
    assert linked["openingHoursSpecification"][0]["dayOfWeek"] == ["Monday"]
    assert linked["isAccessibleForFree"] is True


def test_g3_a_home_tells_neither_its_address_nor_its_lines(town: Engine, client: FlaskClient) -> None:
    number = add(
        town, "おうちサロン", organization="運営する人の会",
        where=where(lon=EAST[0], lat=EAST[1], address="見本町9-8-7", precision="校区"),
        phones=[{"number": "000-999-8888", "purpose": "代表"}],
    )  # fmt: skip
    for address in (f"/places/{number}", f"/places/{number}.ics"):
        told = client.get(address).get_data(as_text=True)
        for secret in ("9-8-7", "000-999-8888", "運営する人の会", f"{EAST[0]}", "dir/?api"):
            assert secret not in told
    assert "くわしい位置は公開していません" in client.get(f"/places/{number}").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/places/999999", "/places/999999.ics", "/places/0"])
def test_what_is_not_there_is_told_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "いまは載せていません" in answer.get_data(as_text=True)


def test_what_is_hidden_or_gone_is_as_if_it_never_was(town: Engine, client: FlaskClient) -> None:
    hidden = add(town, "かくれた会", where=where(lon=EAST[0], lat=EAST[1], precision="hidden"))
    shown, never = client.get(f"/places/{hidden}"), client.get("/places/999999")
    assert shown.status_code == never.status_code == 404
    assert shown.text.replace(f"places/{hidden}", "") == never.text.replace("places/999999", "")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-25T10:00", "今は開いています（15:00まで）"),
        ("2026-11-25T09:00", "今は閉まっています。次は 今日 10:00から"),
        ("2026-11-24T16:00", "今は閉まっています。次は あした 10:00から"),
        ("2026-11-25T15:00", "今は閉まっています。次は 12月2日（水）10:00から"),
    ],
)
def test_whether_it_is_open_is_said_as_people_say_it(client: FlaskClient, moment: str, words: str) -> None:
    asset = {"schedules": [hours("WE", "10:00", "15:00")], "closed_on": []}
    with client.application.test_request_context("/"):
        now = datetime.fromisoformat(moment).replace(tzinfo=JAPAN_TIME)
        assert state_words(asset, now)["words"] == words


# 川越市 福祉総合相談窓口 --------------------------------------------------


@pytest.fixture
def kawagoe(engine: Engine, work_folder: Path) -> Engine:
    """川越市 as a square with its desks, of which only the published facts are known."""
    properties = {
        "N03_001": "埼玉県", "N03_002": None, "N03_003": None, "N03_004": "川越市", "N03_007": "11201",
    }  # fmt: skip
    polygon = {"type": "Polygon", "coordinates": square(139.46, 35.9, 0.04)}
    outline = File("N03-20_11201.geojson", geojson([(properties, polygon)]))
    load(engine, work_folder / "kawagoe", "city_area", outline)
    deliveries = [Delivery((file,)) for file in fact_files(LAYER, KAWAGOE)]
    job = Job(LAYER, deliveries, municipality=KAWAGOE, actor="試験", source=LAYER.facts[KAWAGOE].source)
    import_files(engine, job, work_folder / "kawagoe", lambda *_: None, in_process())
    return engine


def test_one_location_four_services_seven_lines(kawagoe: Engine) -> None:
    with kawagoe.connect() as connection:
        desks = {desk["name"]: desk for desk in find_assets(connection, KAWAGOE)}
    assert set(desks) == {
        "福祉相談センター", "障害者総合相談支援センター", "子育て世代包括支援センター", "自立相談支援センター",
    }  # fmt: skip
    for desk in desks.values():
        assert desk["address"] == "川越市脇田本町8-1"
        assert desk["building"] == "U PLACE 3階 川越市民サービスステーション内"
        assert desk["hours"] == "月〜土 9:30–18:15。祝日・年末年始は休み"
        assert desk["fee"] == "無料"
        assert {other["name"] for other in desk["beside"]} == set(desks) - {desk["name"]}
    voices = [
        (line["purpose"], line["number"])
        for desk in desks.values()
        for line in desk["phones"]
        if not line["purpose"].startswith("FAX")
    ]
    assert sorted(number for _, number in voices) == [
        "049-293-4220", "049-293-4237", "049-293-4238", "049-293-4238", "049-293-4319", "049-293-9290",
        "049-293-9413",
    ]  # fmt: skip
    assert ("妊産婦・乳幼児", "049-293-4237") in voices
    assert desks["自立相談支援センター"]["booking"] == "必要"
    assert desks["福祉相談センター"]["staff"] == "社会福祉士、保健師"
    assert "母子健康手帳の交付" in desks["子育て世代包括支援センター"]["topics"]


def test_one_location_is_one_pin(kawagoe: Engine) -> None:
    with kawagoe.begin() as connection:
        connection.execute(sa.text("update location set geom = ST_SetSRID(ST_Point(139.48, 35.91), 6668)"))
        rewrite_pins(connection, KAWAGOE, LAYER.key)
        found = search(connection, KAWAGOE, Asked(), now=datetime.now(JAPAN_TIME), limit=9)
        assert len(found.ids) == 4
        assert pins_of(connection, found.ids[1:]) == [min(found.ids)]


@pytest.mark.parametrize(
    ("about", "first"),
    [
        ("memory", "福祉相談センター"),
        ("care", "福祉相談センター"),
        ("disability", "障害者総合相談支援センター"),
        ("money", "自立相談支援センター"),
        ("child", "子育て世代包括支援センター"),
        ("unknown", "福祉相談センター"),
    ],
)
def test_a_worry_leads_to_its_desk(kawagoe: Engine, about: str, first: str) -> None:
    with site(kawagoe) as app:
        page = app.test_client().get(f"/guide?about={about}").get_data(as_text=True)
    names = re.findall(r'<h3 lang="ja"><a[^>]*>([^<]+)</a>', page)
    assert names[0] == first
    assert "福祉相談センター" in names  # the general desk is always there
    assert len(set(names)) == len(names)


def test_work_is_listened_to_at_several_desks(kawagoe: Engine) -> None:
    with site(kawagoe) as app:
        page = app.test_client().get("/guide?about=work").get_data(as_text=True)
    names = re.findall(r'<h3 lang="ja"><a[^>]*>([^<]+)</a>', page)
    assert set(names[:2]) == {"障害者総合相談支援センター", "自立相談支援センター"}
    assert "窓口どうしで連絡をとります" in page


@pytest.mark.parametrize("worry", [worry.key for worry in WORRIES])
def test_there_is_never_no_answer(client: FlaskClient, worry: str) -> None:
    page = client.get(f"/guide?about={worry}").get_data(as_text=True)
    names = re.findall(r'<h3 lang="ja"><a[^>]*>([^<]+)</a>', page)
    assert {"東事務所", "西事務所"} <= set(names)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("母がモノワスレをして", "memory"), ("ｼﾞﾀｸで介護している", "care"), ("借金が返せない", "money"),
        ("引きこもりの息子", "withdrawn"), ("ああああ", "unknown"), ("不登校", "school"),
    ],
)  # fmt: skip
def test_own_words_are_understood_or_led_to_the_general_desk(words: str, key: str) -> None:
    assert worry_in(words).key == key


def test_desks_stand_once() -> None:
    everybody = {"id": 1, "topics": ["もの忘れ"], "target_groups": ["だれでも", "高齢"]}
    found = desks_for(worry_in("もの忘れ"), [everybody])
    assert (found.fitting, found.general) == ([everybody], [])
