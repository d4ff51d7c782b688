"""Holds logging in to its promises: guessing ends, strangers learn nothing, codes work once.

Knows no session.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from flask_security import forms
from werkzeug.test import TestResponse

from gisapp.accounts.people import MOST_FAILURES
from gisapp.accounts.rights import Role
from gisapp.web import login
from tests.accounts import OURS, PASSWORD, Telephone, email_of, log_in, somebody
from tests.gisapp.web.conftest import Office, words

WRONG = "ちがう合言葉かもしれません"


def try_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    return client.post("/account/login", data={"email": email, "password": password}, headers=OURS)


def told(answer: TestResponse) -> list[str]:
    """What a form says to be wrong."""
    return re.findall(r'class="field__wrong"[^>]*>([^<]+)<', answer.get_data(as_text=True))


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def browser(office: Office) -> FlaskClient:
    return office.client.application.test_client()


def set_up(client: FlaskClient) -> Telephone:
    """Sets a second factor up, with the code of the half-minute before."""
    page = client.post("/account/two-factor", data={"setup": "authenticator"}, headers=OURS)
    html = page.get_data(as_text=True)
    key = re.search(r'class="account-key">([^<]+)<', html)
    action = re.search(r'action="(/account/two-factor/[^"]+)"', html)
    assert key
    assert action
    telephone = Telephone(key[1])
    answer = client.post(action[1], data={"code": telephone.code(-1)}, headers=OURS)
    assert answer.status_code == 302, told(answer)
    return telephone


@pytest.fixture
def telephone(office: Office) -> Telephone:
    """The administrator's, who then leaves."""
    found = set_up(office.client)
    office.post("/account/logout")
    return found


def test_f12_guessing_ends_and_the_office_goes_on(office: Office) -> None:
    client, planner = browser(office), somebody(office.engine, Role.PLANNER)
    for _ in range(MOST_FAILURES):
        assert told(try_in(client, planner, WRONG))
    assert told(try_in(client, planner))  # right, but too late: who guesses doesn't learn that
    assert not is_in(client)
    log_in(client, office.engine)  # somebody else at the same desk
    assert is_in(client)
    kept = sa.text("select count(*) from audit where act = '続けて間違えて止まる'")
    with office.engine.connect() as connection:
        assert connection.execute(kept).scalar_one() == 1
    with office.engine.begin() as connection:
        connection.execute(sa.text("update account set locked_until = now() - interval '1 second'"))
    log_in(browser(office), office.engine, Role.PLANNER)


def test_f12_nobody_can_be_kept_out_by_guessing_on(office: Office) -> None:
    state = sa.text("select failures, locked_until from account where role = '計画担当'")
    close = sa.text(
        "update account set failures = 10, locked_until = now() + interval '1 minute' where email = :it"
    )
    planner = somebody(office.engine, Role.PLANNER)
    with office.engine.begin() as connection:
        connection.execute(close, {"it": planner})
        before = connection.execute(state).one()
    try_in(browser(office), planner, WRONG)
    with office.engine.connect() as connection:
        assert connection.execute(state).one() == before


def test_f12_a_login_forgets_earlier_mistakes(office: Office) -> None:
    planner = somebody(office.engine, Role.PLANNER)
    try_in(browser(office), planner, WRONG)
    log_in(browser(office), office.engine, Role.PLANNER)
    with office.engine.connect() as connection:
        assert connection.execute(sa.text("select max(failures) from account")).scalar_one() == 0


def test_f12_f13_the_same_words_for_unknown_wrong_uninvited_and_closed(office: Office) -> None:
    planner = somebody(office.engine, Role.PLANNER)
    made = office.post("/people", email="new@example.jp", name="新しい人", role=str(Role.PLANNER))
    assert made.status_code == 200
    answers = [
        try_in(browser(office), "nobody@example.jp"),
        try_in(browser(office), planner, WRONG),
        try_in(browser(office), "new@example.jp", WRONG),
    ]
    with office.engine.begin() as connection:
        connection.execute(sa.text("update account set locked_until = now() + interval '1 minute'"))
    answers += [try_in(browser(office), planner, WRONG), try_in(browser(office), planner)]
    assert len({answer.status_code for answer in answers}) == 1
    assert len({tuple(told(answer)) for answer in answers}) == 1
    (text,) = set(told(answers[0]))
    assert "15分" in text  # how long one waits is told to all alike


def test_f13_as_much_is_calculated_for_an_unknown_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def counting(password: Any) -> str:
        hashed.append(password)
        return "x"

    monkeypatch.setattr(forms, "hash_password", counting)
    monkeypatch.setattr(login, "hash_password", counting)
    try_in(browser(office), "nobody@example.jp")
    assert hashed == [PASSWORD]
    planner = somebody(office.engine, Role.PLANNER)
    with office.engine.begin() as connection:
        connection.execute(sa.text("update account set locked_until = now() + interval '1 minute'"))
    try_in(browser(office), planner)
    assert len(hashed) == 2


def test_f14_a_new_password_keeps_the_rules(office: Office) -> None:
    def change(new: str) -> TestResponse:
        form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
        return office.post("/account/password", **form)

    assert "12文字以上" in " ".join(told(change("短い合言葉")))
    assert "よく使われる言葉" in " ".join(told(change("見本市社会福祉協議会2026")))
    assert "名前やメールアドレス" in " ".join(told(change("administrator@example.jp")))
    assert change("雨の日は図書館で将棋をさす").status_code == 302
    assert (
        try_in(browser(office), email_of(Role.ADMINISTRATOR), "雨の日は図書館で将棋をさす").status_code == 302
    )


def test_f14_passwords_may_be_pasted_and_kept_by_the_browser(office: Office) -> None:
    page = office.client.get("/account/password").get_data(as_text=True)
    assert 'autocomplete="new-password"' in page
    assert "onpaste" not in page
    assert "maxlength" not in page


def test_f15_a_second_factor_is_asked_for(office: Office, telephone: Telephone) -> None:
    client = browser(office)
    answer = try_in(client, email_of(Role.ADMINISTRATOR))
    assert answer.headers["Location"].startswith("/account/code")
    assert not is_in(client)
    assert told(client.post("/account/code", data={"code": "000000"}, headers=OURS))
    assert not is_in(client)
    client.post("/account/code", data={"code": telephone.code()}, headers=OURS)
    assert is_in(client)


def test_f15_a_code_works_once(office: Office, telephone: Telephone) -> None:
    code = telephone.code()
    for again in (False, True):
        client = browser(office)
        try_in(client, email_of(Role.ADMINISTRATOR))
        client.post("/account/code", data={"code": code}, headers=OURS)
        assert is_in(client) != again
    client.post("/account/code", data={"code": telephone.code(-1)}, headers=OURS)
    assert not is_in(client)  # nor does one from before
    client.post("/account/code", data={"code": telephone.code(1)}, headers=OURS)
    assert is_in(client)


def test_f12_f15_guessing_codes_ends_too(office: Office, telephone: Telephone) -> None:
    client = browser(office)
    try_in(client, email_of(Role.ADMINISTRATOR))
    for number in range(MOST_FAILURES):
        path = "/account/code" if number % 2 else "/account/spare-code"
        assert told(client.post(path, data={"code": "000000"}, headers=OURS))
    client.post("/account/code", data={"code": telephone.code()}, headers=OURS)
    assert not is_in(client)


def test_f15_a_spare_code_works_once(office: Office) -> None:
    set_up(office.client)
    page = office.post("/account/spare-codes").get_data(as_text=True)
    spare = re.findall(r"<li><code>([^<]+)</code></li>", page)
    assert len(set(spare)) == 8
    with office.engine.connect() as connection:
        kept = connection.execute(sa.text("select mf_recovery_codes from account")).scalar_one()
    assert not set(spare) & set(kept)  # not to be read by who reads the table
    for again in (False, True):
        client = browser(office)
        try_in(client, email_of(Role.ADMINISTRATOR))
        client.post("/account/spare-code", data={"code": spare[0]}, headers=OURS)
        assert is_in(client) != again
    client.post("/account/spare-code", data={"code": spare[1]}, headers=OURS)
    assert is_in(client)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "\\\\evil.example"],
)
def test_the_login_leads_nowhere_else(office: Office, target: str) -> None:
    form = {"email": somebody(office.engine), "password": PASSWORD, "next": target}
    answer = browser(office).post("/account/login", data=form, headers=OURS)
    arrived = urljoin("http://localhost/account/login", answer.headers.get("Location", ""))
    assert arrived.startswith("http://localhost/")


def test_f17_the_login_leads_back(office: Office) -> None:
    client = browser(office)
    door = client.get("/data/places?open=1").headers["Location"]
    page = client.get(door).get_data(as_text=True)
    back = re.search(r'name="next" value="([^"]+)"', page)
    assert back
    form = {"email": somebody(office.engine), "password": PASSWORD, "next": back[1]}
    assert client.post("/account/login", data=form, headers=OURS).headers["Location"] == "/data/places?open=1"


def test_a_wrong_login_is_told_at_the_form(office: Office) -> None:
    page = words(try_in(browser(office), "x@example.jp", "x").get_data(as_text=True))
    assert "入力を確かめてください" in page
    assert "メールアドレスかパスワードが違います。" in page
