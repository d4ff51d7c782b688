"""Holds the pages about accounts: only what a form is for is taken from it, and changes count at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from gisapp.accounts.rights import Role
from tests.accounts import OURS, PASSWORD, email_of, log_in
from tests.gisapp.web.conftest import Office, words

GOOD = "雨の日は図書館で将棋をさす"
GREEDY = {
    "id": "1",
    "account_id": "1",
    "password": GOOD,
    "active": "no",
    "fs_uniquifier": "mine",
    "municipality_code": "990019",
    "tf_primary_method": "authenticator",
    "locked_until": "2000-01-01",
    "entered_at": "2000-01-01",
    "failures": "-100",
}


def row(office: Office, email: str) -> dict[str, Any]:
    statement = sa.text("select * from account where email = :email")
    with office.engine.connect() as connection:
        return dict(connection.execute(statement, {"email": email}).mappings().one())


def invited(office: Office, **more: str) -> str:
    """The address of the link for a planner who was just invited."""
    form = {"email": "keikaku@example.jp", "name": "計画の人", "role": str(Role.PLANNER), **more}
    page = office.post("/people", **form).get_data(as_text=True)
    link = re.search(r'value="http://localhost(/invitation/[^"]+)"', page)
    assert link
    return link[1]


def planner(office: Office) -> FlaskClient:
    return log_in(office.client.application.test_client(), office.engine, Role.PLANNER)


def change(office: Office, email: str, **form: str) -> int:
    values = {"name": "見本 花子", "role": str(Role.PLANNER), "active": "yes", **form}
    return office.post(f"/people/{row(office, email)['id']}", **values).status_code


def test_f4_an_invitation_takes_only_what_it_asks_for(office: Office) -> None:
    invited(office, **GREEDY)
    made = row(office, "keikaku@example.jp")
    assert made["id"] != 1
    assert made["password"] is None
    assert made["active"]
    assert made["fs_uniquifier"] != "mine"
    assert made["municipality_code"] is None
    assert made["tf_primary_method"] is None
    assert made["entered_at"] is None
    assert made["failures"] == 0


def test_f4_taking_an_invitation_changes_no_role(office: Office) -> None:
    link = invited(office)
    stranger = office.client.application.test_client()
    form = {**GREEDY, "again": GOOD, "role": str(Role.ADMINISTRATOR), "email": "other@example.jp"}
    assert stranger.post(link, data=form, headers=OURS).status_code == 303
    made = row(office, "keikaku@example.jp")
    assert made["role"] == Role.PLANNER
    assert made["active"]
    assert made["municipality_code"] is None
    assert made["password"].startswith("$argon2")


def test_f4_nobody_makes_themselves_an_administrator(office: Office) -> None:
    client = planner(office)
    mine = row(office, email_of(Role.PLANNER))
    greedy = {**GREEDY, "role": str(Role.ADMINISTRATOR), "name": "わたし"}
    assert client.post(f"/people/{mine['id']}", data=greedy, headers=OURS).status_code == 403
    form = {**greedy, "password": PASSWORD, "new_password": GOOD, "new_password_confirm": GOOD}
    assert client.post("/account/password", data=form, headers=OURS).status_code == 302
    after = row(office, email_of(Role.PLANNER))
    changed = {name for name in mine if mine[name] != after[name]}
    assert changed <= {"password", "fs_uniquifier", "entered_at"}


@pytest.mark.parametrize("role", ["", "神", "administrator", "管理者 "])
def test_f4_a_role_that_does_not_exist_is_refused(office: Office, role: str) -> None:
    answer = office.post("/people", email="x@example.jp", name="だれか", role=role)
    assert answer.status_code == 400
    assert "ACC-013" in answer.get_data(as_text=True) or "役割が選ばれていません" in answer.get_data(
        as_text=True
    )


def test_f6_who_is_stopped_is_out_at_once(office: Office) -> None:
    client = planner(office)
    assert client.get("/account").status_code == 200
    assert change(office, email_of(Role.PLANNER), active="no") == 303
    assert client.get("/account").status_code == 302
    again = office.client.application.test_client()
    form = {"email": email_of(Role.PLANNER), "password": PASSWORD}
    assert "メールアドレスかパスワードが違います。" in again.post(
        "/account/login", data=form, headers=OURS
    ).get_data(as_text=True)
    assert again.get("/account").status_code == 302


def test_f6_who_gets_another_role_has_it_at_once(office: Office) -> None:
    change_to = {"role": str(Role.ADMINISTRATOR)}
    client = planner(office)
    assert change(office, email_of(Role.PLANNER), **change_to) == 303
    assert client.get("/people").status_code == 302
    assert planner(office).get("/people").status_code == 200
    client = planner(office)
    assert change(office, email_of(Role.PLANNER)) == 303
    assert client.get("/people").status_code == 302
    assert planner(office).get("/people").status_code == 403


@pytest.mark.parametrize(
    "form", [{"role": str(Role.PLANNER)}, {"role": str(Role.ADMINISTRATOR), "active": "no"}]
)
def test_f7_the_last_administrator_can_neither_go_nor_be_stopped(
    office: Office, form: dict[str, str]
) -> None:
    planner(office)
    before = row(office, email_of(Role.ADMINISTRATOR))
    assert change(office, before["email"], **form) == 400
    assert row(office, before["email"]) == before
    assert office.client.get("/people").status_code == 200


def test_f8_a_link_that_is_used_up_says_so(office: Office) -> None:
    link = invited(office)
    stranger = office.client.application.test_client()
    form = {"password": GOOD, "again": GOOD}
    assert stranger.post(link, data=form, headers=OURS).status_code == 303
    for answer in (stranger.get(link), stranger.post(link, data=form, headers=OURS)):
        assert answer.status_code == 410
        assert "ACC-020" in answer.get_data(as_text=True)


def test_f8_only_who_may_invites(office: Office) -> None:
    form = {"email": "x@example.jp", "name": "だれか", "role": str(Role.ADMINISTRATOR)}
    client = planner(office)
    for path in ("/people", f"/people/{row(office, email_of(Role.ADMINISTRATOR))['id']}/link"):
        answer = client.post(path, data=form, headers=OURS)
        assert answer.status_code == 403
        assert "ACC-001" in answer.get_data(as_text=True)


def test_a_new_password_by_a_link_ends_all_sessions(office: Office) -> None:
    client = planner(office)
    page = office.post(f"/people/{row(office, email_of(Role.PLANNER))['id']}/link").get_data(as_text=True)
    link = re.search(r"(/invitation/[\w-]+)", page)
    assert link
    form = {"password": GOOD, "again": GOOD}
    answer = office.client.application.test_client().post(link[1], data=form, headers=OURS)
    assert answer.status_code == 303
    assert client.get("/account").status_code == 302


def test_what_is_wrong_is_told_at_its_field(office: Office) -> None:
    answer = office.post("/people", email="x", name="だれか", role=str(Role.PLANNER))
    assert answer.status_code == 400
    assert "メールアドレスの形が違います。" in words(answer.get_data(as_text=True))
    assert 'value="だれか"' in answer.get_data(as_text=True)
    answer = office.client.application.test_client().post(
        invited(office), data={"password": GOOD, "again": "x"}, headers=OURS
    )
    assert answer.status_code == 400
    assert "二つのパスワードが同じではありません。" in answer.get_data(as_text=True)


def test_a_link_is_kept_by_no_cache(office: Office) -> None:
    link = invited(office)
    assert office.client.get(link).headers["Cache-Control"] == "no-store"
    assert office.client.get("/people").headers["Cache-Control"] == "no-store"
