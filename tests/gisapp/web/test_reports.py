"""Holds residents' reports: sent without an account, kept from the map, answered by whoever looks after the place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine, Row
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.proposals import save
from gisapp.web import crowd, reports
from tests.accounts import OURS, log_in, somebody
from tests.assets import CITY, CODE, EAST, WEST, author, district_keys, form, office, typed
from tests.conftest import site
from tests.gisapp.web.conftest import words


@pytest.fixture
def app(town: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The site of the small town; forms may be sent at once."""
    monkeypatch.setattr(reports, "LEAST_S", 0)
    with site(town) as made:
        yield made


@pytest.fixture
def resident(app: Flask) -> FlaskClient:
    return app.test_client()


def a_place(town: Engine, at: tuple[float, float] = EAST, **said: Any) -> int:
    """The number of a place that is on the map."""
    csw, approver = author(town), author(town, Role.APPROVER)
    with town.begin() as connection:
        found = save(connection, csw, CODE, typed(form(at=at, **said)))
        return approve(connection, found.id, approver, CITY, version=1)


def seal(page: str) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', page)
    assert found
    return found[1]


def sent(client: FlaskClient, **said: Any) -> TestResponse:
    """What a resident gets who fills the form in; `seal`: of a page drawn before."""
    about = said.get("about")
    if "seal" not in said:
        page = client.get("/report", query_string={"place": about} if about else {})
        said["seal"] = seal(page.get_data(as_text=True))
    return client.post("/report", data=said, headers={**OURS, **said.pop("headers", {})})


def kept(town: Engine) -> list[Row[Any]]:
    with town.connect() as connection:
        return list(connection.execute(sa.text("select * from report order by id")))


def at_desk(app: Flask, town: Engine, role: Role = Role.CSW, **said: Any) -> FlaskClient:
    somebody(town, role, CODE, **said)
    return log_in(app.test_client(), town, role)


def test_a_report_is_kept_and_says_what_happens_next(town: Engine, resident: FlaskClient) -> None:
    place = a_place(town)
    page = words(resident.get(f"/report?place={place}").get_data(as_text=True))
    assert "見本の茶の間" in page
    answer = sent(resident, about=place, kind="違っています", text="時間が変わりました。")
    assert answer.status_code == 303
    assert "お返事はできません" in resident.get(answer.headers["Location"]).get_data(as_text=True)
    (found,) = kept(town)
    assert (found.service_id, found.kind, found.text, found.state) == (
        place,
        "違っています",
        "時間が変わりました。",
        "open",
    )
    assert "時間が変わりました" not in resident.get("/list").get_data(as_text=True)


def test_a_place_that_is_new_or_gone_needs_few_words(town: Engine, resident: FlaskClient) -> None:
    place = a_place(town)
    assert sent(resident, place="見本将棋会 東町3-2", text="").status_code == 303
    assert sent(resident, about=place, kind="なくなりました", text="").status_code == 303
    assert [(each.kind, each.place) for each in kept(town)] == [
        ("新しい場所", "見本将棋会 東町3-2"),
        ("なくなりました", ""),
    ]


def test_nobody_is_asked_who_they_are(resident: FlaskClient) -> None:
    page = resident.get("/report").get_data(as_text=True)
    names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page))
    assert names == {"seal", "homepage", "place", "text"}
    assert "Set-Cookie" not in resident.get("/report").headers


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": "", "kind": "違っています", "about": 0}, "AST-061"),
        ({"text": "あ" * 501, "place": "見本"}, "AST-060"),
        ({"text": "あ", "place": ""}, "AST-061"),
        ({"text": "あ", "place": "見本", "homepage": "https://example.jp"}, "AST-064"),
        ({"text": "あ", "place": "見本", "seal": "none"}, "AST-062"),
        ({"text": "あ", "place": "見本", "seal": ""}, "AST-062"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_typed_is_lost(
    town: Engine, resident: FlaskClient, said: dict[str, Any], code: str
) -> None:
    if "about" in said:
        said = {**said, "about": a_place(town)}
    answer = sent(resident, **said)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert code in page
    assert said["text"] in page
    assert kept(town) == []


def test_a_form_is_neither_sent_at_once_nor_days_later(
    town: Engine, resident: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = seal(resident.get("/report").get_data(as_text=True))
    monkeypatch.setattr(reports, "LEAST_S", 60)
    answer = sent(resident, seal=drawn, place="見本", text="")
    assert "AST-062" in answer.get_data(as_text=True)
    assert seal(answer.get_data(as_text=True)) == drawn  # it only has to become old enough
    monkeypatch.setattr(reports, "LEAST_S", 0)
    monkeypatch.setattr(reports, "MOST_S", -1)
    answer = sent(resident, seal=drawn, place="見本", text="")
    assert "AST-062" in answer.get_data(as_text=True)
    assert seal(answer.get_data(as_text=True)) != drawn
    assert kept(town) == []


def test_what_is_sent_twice_is_kept_once(town: Engine, resident: FlaskClient) -> None:
    drawn = seal(resident.get("/report").get_data(as_text=True))
    for _ in range(2):
        assert sent(resident, seal=drawn, place="見本", text="あ").status_code == 303
    assert len(kept(town)) == 1


def test_g13_a_report_about_somebody_is_shown_marked_and_masked(town: Engine, resident: FlaskClient) -> None:
    answer = sent(resident, place="見本の会", text="田中さん(042-000-1234)が開いています。")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert kept(town) == []
    assert '<mark class="personal">042-000-1234' in page
    (offered,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert offered == "（名前）(（電話番号）)が開いています。"
    assert sent(resident, place="見本の会", text=offered, seal=seal(page)).status_code == 303
    assert kept(town)[0].text == offered


def test_the_number_of_a_shop_may_be_sent(town: Engine, resident: FlaskClient) -> None:
    said = {"place": "見本の会", "text": "お店の電話は042-000-1234です。"}
    assert sent(resident, **said).status_code == 400
    assert sent(resident, **said, nobody="yes").status_code == 303
    assert kept(town)[0].text == said["text"]


def test_a_flood_of_one_network_is_stopped_and_nobody_elses(
    town: Engine, resident: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "MOST_AN_HOUR", 2)

    def of(address: str) -> int:
        return sent(resident, place="見本", headers={"X-Forwarded-For": address}).status_code

    assert [of("192.0.2.1"), of("192.0.2.1"), of("192.0.2.1")] == [303, 303, 429]
    assert of("192.0.2.2") == 303
    assert [of("2001:db8::1"), of("2001:db8::2"), of("2001:db8::3")] == [303, 303, 429]
    assert of("2001:db8:0:1::1") == 303
    assert of("192.0.2.9, 192.0.2.1") == 429  # what somebody puts before it doesn't help
    assert len(kept(town)) == 6


def test_the_networks_are_forgotten_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MOST_A_DAY", 1)
    here = crowd.Crowd()
    assert [here.lets_in("192.0.2.1/32"), here.lets_in("192.0.2.1/32")] == [True, False]
    tomorrow = crowd.time.time() + crowd.DAY_S
    monkeypatch.setattr(crowd.time, "time", lambda: tomorrow)
    assert here.lets_in("192.0.2.1/32")


def test_a_place_that_is_kept_from_the_public_is_unknown_here(town: Engine, resident: FlaskClient) -> None:
    place = a_place(town)
    with town.begin() as connection:
        connection.execute(sa.text("update location set precision = 'hidden'"))
    assert resident.get(f"/report?place={place}").status_code == 404
    assert sent(resident, about=999999, seal="none", kind="違っています", text="あ").status_code == 404


def test_reports_wait_the_oldest_first_in_ones_own_territory(
    app: Flask, town: Engine, resident: FlaskClient
) -> None:
    east, west = a_place(town, name="東の茶の間"), a_place(town, WEST, name="西の茶の間")
    keys = district_keys(town)
    sent(resident, about=west, kind="違っています", text="西のこと")
    sent(resident, about=east, kind="違っています", text="東のこと")
    sent(resident, place="新しい将棋会")
    own = office(town, "東事務所", (keys[0],))
    with town.begin() as connection:
        connection.execute(sa.text("update account set office_id = :own where role = 'CSW'"), {"own": own})
    page = words(at_desk(app, town).get("/reports").get_data(as_text=True))
    assert "西のこと" not in page
    assert page.index("東のこと") < page.index("新しい将棋会")
    csw = at_desk(app, town)
    assert csw.post("/reports/1", data={"outcome": "same"}, headers=OURS).status_code in (403, 404)
    everything = words(at_desk(app, town, Role.APPROVER).get("/reports").get_data(as_text=True))
    assert everything.index("西のこと") < everything.index("東のこと")


def test_an_answer_is_kept_with_who_gave_it(app: Flask, town: Engine, resident: FlaskClient) -> None:
    place = a_place(town)
    sent(resident, about=place, kind="違っています", text="時間のこと")
    csw = at_desk(app, town)
    assert csw.post("/reports/1", data={"outcome": "same"}, headers=OURS).status_code == 303
    assert "待っている知らせはありません" in csw.get("/reports").get_data(as_text=True)
    done = words(csw.get("/reports?state=done").get_data(as_text=True))
    assert "確かめた・そのまま（見本 さくら、" in done
    again = csw.post("/reports/1", data={"outcome": "dropped"}, headers=OURS)
    assert again.status_code == 409
    assert "AST-065" in again.get_data(as_text=True)
    assert csw.post("/reports/9", data={"outcome": "same"}, headers=OURS).status_code == 404
    administrator = log_in(app.test_client(), town)
    assert "答え: 確かめた・そのまま" in administrator.get("/audit").get_data(as_text=True)


def test_a_place_that_is_gone_waits_for_approval(app: Flask, town: Engine, resident: FlaskClient) -> None:
    place = a_place(town)
    sent(resident, about=place, kind="なくなりました", text="")
    csw = at_desk(app, town)
    answer = csw.post("/reports/1", data={"outcome": "gone"}, headers=OURS)
    assert "なくなったという提案を出しました" in csw.get(answer.headers["Location"]).get_data(as_text=True)
    with town.connect() as connection:
        found = connection.execute(sa.text("select * from proposal where service_id is not null")).all()
        waiting = [each for each in found if each.state == "submitted"]
    assert [(each.service_id, each.content["status"]) for each in waiting] == [(place, "inactive")]
    assert "見本の茶の間" in resident.get("/list").get_data(as_text=True)  # until somebody else has approved


def test_an_answer_that_does_not_exist_changes_nothing(
    app: Flask, town: Engine, resident: FlaskClient
) -> None:
    sent(resident, place="見本")
    csw = at_desk(app, town)
    for outcome in ("", "nothing", "gone"):  # a place that isn't known can't be gone
        assert csw.post("/reports/1", data={"outcome": outcome}, headers=OURS).status_code == 404
    assert kept(town)[0].state == "open"
