"""Holds the rooms of checking: the walk, one tap with and without scripts, and the operator's own answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from gisapp.assets.snapshots import snapshot_of
from gisapp.assets.writing import create, read
from tests.accounts import OURS, email_of, log_in
from tests.assets import CITY, CODE, EAST, WEST, district_keys, form, where
from tests.conftest import site
from tests.gisapp.web.conftest import words

JSON = {**OURS, "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Round:
    """A site over the town, and its database."""

    client: FlaskClient
    town: Engine
    data_dir: Path

    def somebody(self, role: Role = Role.CSW, districts: tuple[str, ...] = ()) -> FlaskClient:
        """A browser in which somebody of this role, of these districts, has come in."""
        client = log_in(self.client.application.test_client(), self.town, role)
        statement = sa.text("update account set districts = :districts where email = :email")
        with self.town.begin() as connection:
            connection.execute(statement, {"districts": list(districts), "email": email_of(role)})
        return client

    def place(self, **said: Any) -> int:
        with self.town.begin() as connection:
            content = snapshot_of(connection, {}, form(**said), CITY)
            return create(connection, CODE, content, actor="見本", reason="")

    def service(self, service_id: int) -> dict[str, Any]:
        with self.town.connect() as connection:
            found: dict[str, Any] = read(connection, service_id).content["service"]
            return found

    def count(self, table: str) -> int:
        with self.town.connect() as connection:
            return int(connection.execute(sa.text(f"select count(*) from {table}")).scalar_one())


@pytest.fixture
def round_(town: Engine, tmp_path: Path) -> Iterator[Round]:
    with site(town, data_dir=tmp_path) as app:
        yield Round(app.test_client(), town, tmp_path)


def today() -> str:
    from gisapp.web.round.rooms import today as japan

    return japan().isoformat()


def tap(client: FlaskClient, service_id: int, headers: dict[str, str] = OURS, **said: Any) -> TestResponse:
    values = {"key": str(uuid4()), "result": "まだやっている", "how": "電話", "base_version": 2, **said}
    return client.post(f"/places/{service_id}/check", data=values, headers=headers)


def card(page: str, name: str) -> str:
    """A place's card on the page of the walk."""
    found = [each for each in re.findall(r'<li class="round-stop.*?</li>', page, re.DOTALL) if name in each]
    assert len(found) == 1, name
    return found[0]


def fields(html: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def test_one_tap_without_scripts(round_: Round) -> None:
    service_id = round_.place(phones=[{"number": "000-111-2222", "purpose": "代表"}])
    csw = round_.somebody()
    page = csw.get("/field/round").get_data(as_text=True)
    found = card(page, "見本の茶の間")
    assert 'href="tel:000-111-2222"' in found
    assert "まだ確かめていません" in found
    said = {**fields(found), "result": "まだやっている", "how": "訪問"}
    answer = csw.post(f"/places/{service_id}/check", data=said, headers=OURS)
    assert answer.status_code == 303
    after = csw.get(answer.headers["Location"]).get_data(as_text=True)
    assert "確かめた日を付けました" in after
    assert "見本の茶の間" not in after
    assert round_.service(service_id)["assured_date"] == today()
    assert round_.service(service_id)["checked_how"] == "訪問"
    assert "<option selected>訪問</option>" in after, "how is remembered"


def test_one_tap_with_scripts_and_twice(round_: Round) -> None:
    service_id, csw = round_.place(), round_.somebody()
    version, key = round_.service(service_id)["version"], str(uuid4())
    for _ in range(2):
        answer = tap(csw, service_id, JSON, key=key, base_version=version)
        assert answer.get_json() == {"outcome": "確かめた日を付けました", "on": today(), "how": "電話"}
    assert round_.service(service_id)["version"] == version + 1
    assert round_.count("check_answer") == 1


def test_h12_an_answer_from_a_phone_that_was_away(round_: Round) -> None:
    service_id, csw = round_.place(), round_.somebody()
    version = round_.service(service_id)["version"]
    earlier = (date.fromisoformat(today()) - timedelta(days=5)).isoformat()
    tap(csw, service_id, base_version=version)
    late = tap(csw, service_id, JSON, base_version=version, on=earlier)
    assert late.get_json()["outcome"] == "もっと新しい確認があります"
    assert round_.service(service_id)["assured_date"] == today()
    with round_.town.begin() as connection:
        connection.execute(sa.text("update service set fee = '無料' where id = :id"), {"id": service_id})
    late = tap(csw, service_id, JSON, base_version=version, on=today())
    assert late.status_code == 409
    assert late.get_json()["error"]["code"] == "AST-042"
    assert tap(csw, service_id, base_version=version, on=today()).status_code == 409


def test_changed_leads_to_the_form_and_gone_to_approval(round_: Round) -> None:
    service_id, csw = round_.place(), round_.somebody()
    version = round_.service(service_id)["version"]
    changed = tap(csw, service_id, base_version=version, result="変わった")
    assert changed.headers["Location"] == f"/places/{service_id}/edit"
    gone = tap(csw, service_id, base_version=version, result="なくなった")
    assert gone.status_code == 303
    assert round_.service(service_id)["status"] == "active"
    assert round_.count("proposal") == 1


@pytest.mark.parametrize(
    "said",
    [
        {"key": "x"},
        {"base_version": ""},
        {"on": "きのう"},
        {"how": "うわさ"},
        {"result": ""},
        {"on": "2999-01-01"},
    ],
)
def test_what_cannot_be_read_is_told(round_: Round, said: dict[str, Any]) -> None:
    service_id, csw = round_.place(), round_.somebody()
    version = round_.service(service_id)["version"]
    answer = tap(csw, service_id, **{"base_version": version, **said})
    assert answer.status_code == 400
    assert "AST-04" in answer.get_data(as_text=True)
    assert round_.service(service_id)["version"] == version


def test_f1_only_in_ones_own_territory(round_: Round) -> None:
    east, west = district_keys(round_.town)
    here, there = round_.place(name="東の茶の間", at=EAST), round_.place(name="西の茶の間", at=WEST)
    csw = round_.somebody(districts=(east,))
    page = csw.get("/field/round").get_data(as_text=True)
    assert "東の茶の間" in page
    assert "西の茶の間" not in page
    assert tap(csw, here, base_version=round_.service(here)["version"]).status_code == 303
    assert tap(csw, there).status_code == 404
    assert csw.get(f"/places/{there}/ask").status_code == 404
    for role in (Role.COUNCIL, Role.HELPER, Role.PLANNER):
        assert tap(round_.somebody(role), here).status_code == 403
    assert west


def test_filters_paper_and_table(round_: Round) -> None:
    east, west = district_keys(round_.town)
    round_.place(name="東の茶の間", at=EAST)
    at_home = where(lon=WEST[0], lat=WEST[1], precision="校区")
    round_.place(name="=西の家", at=None, where=at_home, phones=[{"number": "000-111-2222", "purpose": ""}])
    csw = round_.somebody()
    page = csw.get(f"/field/round?district={west}&layer=ibasho").get_data(as_text=True)
    assert "=西の家" in page
    assert "東の茶の間" not in page
    assert "場所は公開していません" in page
    assert "いま確かめる場所はありません" in csw.get("/field/round?layer=cafe").get_data(as_text=True)
    paper = words(csw.get("/field/round/paper?layer=ibasho").get_data(as_text=True))
    assert paper.count("□ まだやっている") == 2
    file = csw.get("/field/round.csv?layer=ibasho")
    rows = list(csv.DictReader(io.StringIO(file.get_data().decode("utf-8-sig"))))
    assert {row["名前"] for row in rows} == {"東の茶の間", "'=西の家"}
    assert file.headers["Cache-Control"] == "no-store"
    assert east


def test_from_where_one_stands(round_: Round) -> None:
    round_.place(name="東の茶の間", at=EAST)
    round_.place(name="西の茶の間", at=WEST)
    csw = round_.somebody()

    def first(query: str) -> str:
        page = csw.get(f"/field/round?layer=ibasho&{query}").get_data(as_text=True)
        return re.findall(r"<span class=\"visually-hidden\">番</span></span> (.+?)</h2>", page)[0]

    assert first("lat=35.212&lon=141.512") == "東の茶の間"
    assert first("lat=35.212&lon=141.532") == "西の茶の間"
    assert first("lat=nan&lon=inf")
    assert first("lat=0&lon=0")


def link(round_: Round, service_id: int) -> str:
    page = round_.somebody().get(f"/places/{service_id}/ask").get_data(as_text=True)
    found = re.search(r'value="https?://[^/]+(/confirm/[^"]+)"', page)
    assert found
    return found[1]


def test_an_operator_confirms_without_an_account(round_: Round) -> None:
    service_id = round_.place(email="cafe@example.jp")
    address = link(round_, service_id)
    version = round_.service(service_id)["version"]
    page = round_.client.get(address)
    assert page.status_code == 200
    assert "見本の茶の間" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    assert round_.service(service_id)["version"] == version, "looking changes nothing"
    told = round_.client.post(address, data={"result": "まだやっている"}, headers=OURS)
    assert "ありがとうございます。確かめた日を付けました" in told.get_data(as_text=True)
    service = round_.service(service_id)
    assert (service["assured_date"], service["checked_how"]) == (today(), "本人")
    again = round_.client.post(address, data={"result": "まだやっている"}, headers=OURS)
    assert "きょうはもう受け取りました" in again.get_data(as_text=True)
    assert round_.service(service_id)["version"] == service["version"]
    with round_.town.connect() as connection:
        actor = connection.execute(sa.text("select actor from change order by id desc limit 1")).scalar_one()
    assert actor == "運営の方（メール）"


def test_an_operators_words_wait_for_somebody(round_: Round) -> None:
    service_id = round_.place()
    address = link(round_, service_id)
    version = round_.service(service_id)["version"]
    for text in ("水曜になりました" + "あ" * 2000, "もう一度"):
        round_.client.post(address, data={"result": "変わった", "text": text}, headers=OURS)
    round_.client.post(address, data={"result": "なくなった"}, headers=OURS)
    with round_.town.connect() as connection:
        rows = connection.execute(sa.text("select kind, text, state from report order by id")).all()
    assert [(row.kind, row.state) for row in rows] == [("違っています", "open"), ("なくなりました", "open")]
    assert rows[0].text.startswith("運営の方（メール）: 水曜になりました")
    assert len(rows[0].text) < 1100
    assert round_.service(service_id)["version"] == version
    assert round_.client.post(address, data={"result": "?"}, headers=OURS).status_code == 400


def test_g1_an_operators_page_tells_no_more_than_the_map(round_: Round) -> None:
    at_home = where(lon=WEST[0], lat=WEST[1], address="西1丁目2-3", precision="校区")
    service_id = round_.place(at=None, where=at_home, phones=[{"number": "000-111-2222", "purpose": ""}])
    page = round_.client.get(link(round_, service_id)).get_data(as_text=True)
    assert "見本の茶の間" in page
    assert "2-3" not in page
    assert "000-111-2222" not in page
    hidden = round_.place(name="ひみつの家", at=None, where={**at_home, "precision": "hidden"})
    assert "ひみつの家" not in round_.client.get(link(round_, hidden)).get_data(as_text=True)


def test_links_end(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    service_id = round_.place(email="cafe@example.jp")
    address = link(round_, service_id)
    for wrong in (address[:-3], "/confirm/nothing", "/confirm/" + address[9:].upper()):
        answer = round_.client.get(wrong)
        assert answer.status_code == 404
        assert "AST-043" in answer.get_data(as_text=True)
    other = URLSafeTimedSerializer("another secret", salt="gisapp confirm").dumps({"s": service_id})
    assert round_.client.get(f"/confirm/{other}").status_code == 404
    late = datetime.now(UTC).timestamp() + 61 * 24 * 3600
    with monkeypatch.context() as patched:
        patched.setattr("itsdangerous.timed.time.time", lambda: late)
        assert round_.client.get(address).status_code == 404
    assert round_.client.get(address).status_code == 200
    with round_.town.begin() as connection:
        connection.execute(
            sa.text("update service set email = 'b@example.jp' where id = :id"), {"id": service_id}
        )
    assert round_.client.get(address).status_code == 404, "another mail address: the old link is dead"


def test_the_mail_to_the_operator_becomes_a_file_without_a_server(round_: Round) -> None:
    service_id, csw = round_.place(email="cafe@example.jp"), round_.somebody()
    page = csw.post(f"/places/{service_id}/ask", headers=OURS).get_data(as_text=True)
    assert "cafe@example.jp にメールを送りました" in page
    (file,) = (round_.data_dir / "mail").iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["To"] == "cafe@example.jp"
    assert "見本の茶の間" in letter["Subject"]
    assert "/confirm/" in letter.get_content()
    nobody = round_.place(name="メールのない場所")
    assert "AST-045" in csw.post(f"/places/{nobody}/ask", headers=OURS).get_data(as_text=True)
