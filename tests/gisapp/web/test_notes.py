"""Holds hearing notes: for whoever works in the district, about nobody in particular, never for the public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from tests.accounts import OURS, log_in, somebody
from tests.assets import CODE, district_keys, office
from tests.conftest import site
from tests.gisapp.web.conftest import words


@pytest.fixture
def app(town: Engine) -> Iterator[Flask]:
    """The site of the small town."""
    with site(town) as made:
        yield made


def at_desk(app: Flask, town: Engine, role: Role = Role.CSW, **said: Any) -> FlaskClient:
    """Somebody of the town with this role, logged in; `said`: office and districts."""
    somebody(town, role, CODE, **said)
    return log_in(app.test_client(), town, role)


def write(client: FlaskClient, address: str = "/notes", **said: Any) -> TestResponse:
    form = {"kind": "困りごと", "text": "坂が多く、買い物に困っています。", "heard_on": "2026-04-01", **said}
    return client.post(address, data=form, headers=OURS)


def page(client: FlaskClient, address: str = "/notes") -> str:
    return words(client.get(address).get_data(as_text=True))


def texts(town: Engine) -> list[str]:
    statement = sa.text("select text from hearing_note where removed_at is null order by id")
    with town.connect() as connection:
        return list(connection.execute(statement).scalars())


def test_what_was_heard_stands_in_its_district(app: Flask, town: Engine) -> None:
    east, west = district_keys(town)
    csw = at_desk(app, town, office_id=office(town))
    assert write(csw, district=east).status_code == 303
    assert write(csw, district=west, kind="強み", text="世話人が大勢います。").status_code == 303
    whole = page(csw)
    assert whole.index("世話人が大勢") > whole.index("西小学校")
    assert "坂が多く" in whole
    assert "坂が多く" not in page(csw, f"/notes?district={west}")
    assert "世話人が大勢" not in page(csw, "/notes?kind=困りごと")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": " "}, "AST-070"),
        ({"text": "あ" * 1001}, "AST-070"),
        ({"district": "elsewhere"}, "AST-071"),
        ({"kind": "うわさ"}, "AST-071"),
        ({"heard_on": ""}, "AST-071"),
        ({"heard_on": "2999-01-01"}, "AST-071"),
    ],
)
def test_what_cannot_be_kept_is_told(app: Flask, town: Engine, said: dict[str, str], code: str) -> None:
    answer = write(at_desk(app, town), **{"district": district_keys(town)[0], **said})
    assert answer.status_code == 400
    assert code in answer.get_data(as_text=True)
    assert texts(town) == []


def test_g13_a_note_about_somebody_is_marked_and_not_yet_saved(app: Flask, town: Engine) -> None:
    east, _ = district_keys(town)
    csw = at_desk(app, town)
    telling = "田中さん（82歳）は認知症で、042-000-1234に電話してほしい。"
    answer = write(csw, district=east, text=telling)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert html.count('<mark class="personal">') == 4
    assert telling in html
    assert texts(town) == []
    assert write(csw, district=east, text="物忘れのある方が一人で困っています。").status_code == 303
    shop = "中野さんの店という名前の店が閉まりました。"
    assert write(csw, district=east, text=shop, nobody="yes").status_code == 303
    assert texts(town) == ["物忘れのある方が一人で困っています。", shop]


def test_a_council_reads_and_writes_in_its_own_district(app: Flask, town: Engine) -> None:
    east, west = district_keys(town)
    csw = at_desk(app, town)
    write(csw, district=east, text="東で聞きました。")
    write(csw, district=west, text="西で聞きました。")
    council = at_desk(app, town, Role.COUNCIL, districts=(east,))
    for address in ("/notes", "/notes.csv", f"/notes?district={west}"):
        assert "西で聞きました" not in council.get(address).get_data(as_text=True)
    assert "東で聞きました" in page(council)
    assert write(council, district=east, text="会議で聞きました。").status_code == 303
    assert write(council, district=west, text="よそのこと。").status_code == 400
    assert council.get("/notes/2").status_code == 404
    assert "AST-073" in council.get("/notes/1").get_data(as_text=True)  # read, but somebody else's
    assert write(council, "/notes/1", district=east, version=1).status_code == 403


def test_an_office_rewrites_its_own(app: Flask, town: Engine) -> None:
    east, _ = district_keys(town)
    own = office(town)
    write(at_desk(app, town, office_id=own), district=east)
    colleague = at_desk(app, town, Role.APPROVER, office_id=own)
    assert write(colleague, "/notes/1", district=east, text="坂が急です。", version=1).status_code == 303
    assert texts(town) == ["坂が急です。"]
    planner = at_desk(app, town, Role.PLANNER)
    assert "坂が急です" in page(planner)
    assert planner.post("/notes/1/remove", data={"version": 2}, headers=OURS).status_code == 403
    administrator = log_in(app.test_client(), town)
    assert administrator.post("/notes/1/remove", data={"version": 2}, headers=OURS).status_code == 303
    assert texts(town) == []
    assert administrator.get("/notes/1").status_code == 404
    said = page(administrator, "/audit")
    assert said.index("聞き取りを消す") < said.index("聞き取りを直す") < said.index("聞き取りを書く")
    assert "坂が急です" not in said


def test_who_was_overtaken_sees_both_texts_and_loses_nothing(app: Flask, town: Engine) -> None:
    east, _ = district_keys(town)
    csw = at_desk(app, town)
    write(csw, district=east)
    write(csw, "/notes/1", district=east, text="先に書き直しました。", version=1)
    answer = write(csw, "/notes/1", district=east, text="あとから書き直しました。", version=1)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "AST-072" in html
    assert "先に書き直しました。" in html
    assert "あとから書き直しました。" in html
    assert 'name="version" value="2"' in html
    assert texts(town) == ["先に書き直しました。"]
    assert csw.post("/notes/1/remove", data={"version": 1}, headers=OURS).status_code == 409
    assert texts(town) == ["先に書き直しました。"]


def test_the_file_for_the_meeting_runs_nothing_and_names_nobody(app: Flask, town: Engine) -> None:
    east, _ = district_keys(town)
    csw = at_desk(app, town)
    write(csw, district=east, text="=1+1")
    answer = csw.get("/notes.csv")
    lines = answer.get_data().decode("utf-8-sig").split("\r\n")
    assert lines[0] == "小学校区,種類,聞いたこと,聞いた日,事務所"
    assert lines[1] == "東小学校区,困りごと,'=1+1,2026-04-01,"
    assert "見本 さくら" not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "聞き取りを持ち出す" in page(log_in(app.test_client(), town), "/audit")


def test_nobody_else_comes_in(app: Flask, town: Engine) -> None:
    east, _ = district_keys(town)
    write(at_desk(app, town), district=east, text="外に出ないことです。")
    for address in ("/notes", "/notes/1", "/notes.csv"):
        assert app.test_client().get(address).status_code == 302
        assert at_desk(app, town, Role.HELPER).get(address).status_code == 403
    for address in ("/list", "/", "/api/assets", "/api/districts"):
        assert "外に出ないことです" not in app.test_client().get(address).get_data(as_text=True)
