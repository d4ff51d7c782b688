"""Holds sessions to their promises: they end, can't be planted or copied, and nobody is let in on a guess.

Time is moved in the database; nothing waits.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from gisapp.secret import token_hash
from gisapp.web.sessions import COOKIE, HOURS, IDLE_MINUTES
from tests.accounts import OURS, PASSWORD, log_in, somebody
from tests.gisapp.web.conftest import Office

NEW_PASSWORD = "雨の日は図書館で将棋をさす"


def run(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def ask(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(statement)).scalar_one()


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def copied(office: Office) -> FlaskClient:
    """Another browser with the same cookie."""
    client = office.client.application.test_client()
    client.set_cookie(COOKIE, cookie_of(office.client))
    assert client.get("/people").status_code == 200
    return client


def is_out(client: FlaskClient) -> bool:
    answer = client.get("/people")
    return answer.status_code == 302 and answer.headers["Location"].startswith("/account/login")


def entered(office: Office, address: str) -> TestResponse:
    """The answer to a login at this address of the site."""
    form = {"email": somebody(office.engine), "password": PASSWORD}
    client = office.client.application.test_client()
    return client.post("/account/login", data=form, headers=OURS, base_url=address)


def test_f9_a_login_takes_no_session_that_was_planted(office: Office) -> None:
    client = office.client.application.test_client()
    client.set_cookie(COOKIE, "planted")
    log_in(client, office.engine)
    assert cookie_of(client) != "planted"
    planted = office.client.application.test_client()
    planted.set_cookie(COOKIE, "planted")
    assert is_out(planted)


def test_f9_another_login_in_the_same_browser_is_another_session(office: Office) -> None:
    before, other = cookie_of(office.client), copied(office)
    office.post("/account/logout")
    log_in(office.client, office.engine, Role.PLANNER)
    assert cookie_of(office.client) != before
    assert is_out(other)


def test_f10_a_copied_session_ends_with_the_logout(office: Office) -> None:
    other = copied(office)
    office.post("/account/logout")
    assert is_out(other)
    assert is_out(office.client)


def test_f10_a_copied_session_ends_with_the_password(office: Office) -> None:
    other = copied(office)
    form = {"password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}
    assert office.post("/account/password", **form).status_code == 302
    assert is_out(other)
    assert office.client.get("/people").status_code == 200


def test_f11_the_cookie_is_for_this_site_alone(office: Office) -> None:
    plain = entered(office, "http://localhost").headers["Set-Cookie"]
    assert plain.startswith(f"{COOKIE}=")
    assert "; HttpOnly" in plain
    assert "; SameSite=Lax" in plain
    assert "; Path=/" in plain
    assert "Domain" not in plain
    assert f"; Max-Age={HOURS * 3600};" in plain


def test_f11_over_https_the_cookie_cannot_be_set_by_anybody_else(office: Office) -> None:
    safe = entered(office, "https://localhost").headers["Set-Cookie"]
    assert safe.startswith(f"__Host-{COOKIE}=")
    assert "; Secure" in safe
    assert "; Path=/" in safe
    assert "Domain" not in safe


def test_f11_who_only_looks_gets_no_cookie(office: Office) -> None:
    stranger = office.client.application.test_client()
    for path in ("/", "/list", "/account/login", "/people"):
        assert "Set-Cookie" not in stranger.get(path).headers


def test_f11_a_session_that_nobody_uses_ends(office: Office) -> None:
    age = "update web_session set used_at = now() - make_interval(mins => :minutes)"
    run(office.engine, age, minutes=IDLE_MINUTES - 1)
    assert office.client.get("/people").status_code == 200
    assert ask(office.engine, "select now() - used_at < interval '1 minute' from web_session")  # used again
    run(office.engine, age, minutes=IDLE_MINUTES + 1)
    assert is_out(office.client)


def test_f11_a_session_ends_after_half_a_day_however_busy(office: Office) -> None:
    until = "select expires_at from web_session"
    assert ask(office.engine, f"select expires_at <= now() + interval '{HOURS} hours' from web_session")
    before = ask(office.engine, until)
    run(office.engine, "update web_session set used_at = now() - interval '5 minutes'")
    assert office.client.get("/people").status_code == 200
    assert ask(office.engine, until) == before
    run(office.engine, "update web_session set expires_at = now() - interval '1 second'")
    assert is_out(office.client)


def test_sessions_that_ended_are_swept_at_the_next_login(office: Office) -> None:
    log_in(office.client.application.test_client(), office.engine)
    run(office.engine, "update web_session set used_at = now() - interval '1 day'")
    log_in(office.client.application.test_client(), office.engine)
    assert ask(office.engine, "select count(*) from web_session") == 1


def test_no_token_stands_in_the_database(office: Office) -> None:
    token = cookie_of(office.client)
    assert ask(office.engine, "select token_hash from web_session") == token_hash(token)


@pytest.mark.parametrize("path", ["/people", "/data", "/account"])
def test_f22_nobody_is_let_in_where_sessions_cannot_be_read(office: Office, path: str) -> None:
    run(office.engine, "alter table web_session rename to gone")
    answer = office.client.get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "ACC-002" in page
    assert "だれがログインしているかを確かめられません" in page
    assert "web_session" not in page
    assert office.client.get("/list").status_code == 200  # what everybody may see stays


def test_f22_nobody_acts_or_logs_in_where_sessions_cannot_be_kept(office: Office) -> None:
    run(office.engine, "alter table web_session rename to gone")
    assert office.post("/people").status_code == 503
    answer = entered(office, "http://localhost")
    page = answer.get_data(as_text=True)
    assert answer.status_code >= 500
    assert "Set-Cookie" not in answer.headers
    assert 'lang="ja"' in page
    assert "Traceback" not in page
    assert "web_session" not in page
