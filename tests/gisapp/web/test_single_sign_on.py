"""Holds the login of the workplace to its promises, against a real provider that can also misbehave."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.accounts import people
from gisapp.accounts.rights import Role
from gisapp.config import SingleSignOn, from_environment
from gisapp.errors import UserError
from gisapp.web import single_sign_on
from gisapp.web.sessions import COOKIE
from tests.accounts import NAME, OURS, PASSWORD, Telephone, email_of, log_in, somebody
from tests.conftest import site
from tests.gisapp.web import provider as providers
from tests.gisapp.web.conftest import words
from tests.gisapp.web.provider import CLIENT_ID, CLIENT_SECRET, Claims, Provider

START, BACK = "/account/single-sign-on", "/account/single-sign-on/return"
NOT_HERE, NOT_PROVEN, NO_ANSWER = "ACC-030", "ACC-031", "ACC-032"


@dataclass
class Work:
    """A site that trusts a provider, and a browser."""

    client: FlaskClient
    engine: Engine
    provider: Provider

    def away(self, client: FlaskClient | None = None, **form: str) -> str:
        """Presses the button; the address at the provider."""
        answer = (client or self.client).post(START, data=form, headers=OURS)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.headers["Location"]

    def there(self, address: str) -> str:
        """Logs in at the provider; the address with which it sends the browser back."""
        way = urlsplit(address)
        connection = HTTPConnection(way.netloc)  # not as the site asks: this one may be in no log
        connection.request("GET", f"{way.path}?{way.query}")
        back = urlsplit(connection.getresponse().headers["Location"])
        connection.close()
        assert back.path == BACK
        return f"{back.path}?{back.query}"

    def come(self, client: FlaskClient | None = None, **form: str) -> TestResponse:
        """The whole way."""
        client = client or self.client
        return client.get(self.there(self.away(client, **form)))

    def browser(self) -> FlaskClient:
        return self.client.application.test_client()

    def sql(self, statement: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    def account(self, email: str) -> dict[str, Any]:
        statement = sa.text("select * from account where email = :email")
        with self.engine.connect() as connection:
            return dict(connection.execute(statement, {"email": email}).mappings().one())

    def invite(self, email: str) -> str:
        """The token of the link for somebody new."""
        with self.engine.begin() as connection:
            return people.invite(connection, email=email, name=NAME, post=people.Post(Role.PLANNER))


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def refused(answer: TestResponse, code: str) -> bool:
    page = answer.get_data(as_text=True)
    return answer.status_code in (400, 403, 503) and code in page and "データは変更されていません" in page


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    assert found is not None
    return found.value


@pytest.fixture
def work(engine: Engine, tmp_path: Path) -> Iterator[Work]:
    """A planner has an account; the provider knows the same mail address."""
    somebody(engine, Role.PLANNER)
    with providers.running() as provider:
        setting = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, "市役所のアカウントで入る")
        with site(engine, data_dir=tmp_path, single_sign_on=setting) as app:
            yield Work(app.test_client(), engine, provider)


def test_who_is_known_by_a_verified_address_comes_in(work: Work) -> None:
    answer = work.come()
    assert answer.headers["Location"] == "/account"
    assert is_in(work.client)
    mine = work.account(email_of(Role.PLANNER))
    assert (mine["oidc_issuer"], mine["oidc_subject"]) == (work.provider.issuer, "42")
    assert mine["entered_at"] is not None


def test_addresses_of_mail_are_the_same_in_capitals(work: Work) -> None:
    work.provider.person["email"] = "Planner@Example.JP"
    work.come()
    assert is_in(work.client)


def test_letters_that_turn_into_others_in_lower_case_are_not_the_same(work: Work) -> None:
    work.sql("update account set email = 'keikaku@example.jp'")
    work.provider.person["email"] = "\u212aeikaku@example.jp"
    assert refused(work.come(), NOT_HERE)


def test_a_number_that_is_bound_is_who_it_is_whatever_the_address(work: Work) -> None:
    work.come()
    work.provider.person = {"sub": "42", "email": "renamed@example.jp", "email_verified": False}
    client = work.browser()
    work.come(client)
    assert is_in(client)


def test_an_address_that_went_to_somebody_else_opens_nothing(work: Work) -> None:
    work.come()
    work.provider.person["sub"] = "43"
    client = work.browser()
    assert refused(work.come(client), NOT_HERE)
    assert not is_in(client)


def test_f9_the_session_of_before_is_worth_nothing(work: Work) -> None:
    address = work.there(work.away())
    before = cookie(work.client)
    work.client.get(address)
    assert is_in(work.client)
    assert cookie(work.client) != before
    thief = work.browser()
    thief.set_cookie(COOKIE, before)
    assert not is_in(thief)


def test_nothing_of_somebody_else_is_left_in_the_session(work: Work) -> None:
    log_in(work.client, work.engine, Role.ADMINISTRATOR)
    before = cookie(work.client)
    work.come()
    assert email_of(Role.PLANNER) in work.client.get("/account").get_data(as_text=True)
    thief = work.browser()
    thief.set_cookie(COOKIE, before)
    assert not is_in(thief)


def test_logging_out_ends_the_session_and_the_page_says_what_it_does_not_end(work: Work) -> None:
    work.come()
    page = words(work.client.get("/account").get_data(as_text=True))
    assert "職場のアカウントからは出ません" in page
    before = cookie(work.client)
    work.client.post("/account/logout", headers=OURS)
    assert not is_in(work.client)
    work.client.set_cookie(COOKIE, before)
    assert not is_in(work.client)


def test_a_second_factor_is_the_providers_business(work: Work) -> None:
    client = log_in(work.browser(), work.engine, Role.PLANNER)
    page = client.post("/account/two-factor", data={"setup": "authenticator"}, headers=OURS).get_data(
        as_text=True
    )
    key = re.search(r'class="account-key">([^<]+)<', page)
    action = re.search(r'action="(/account/two-factor/[^"]+)"', page)
    assert key
    assert action
    client.post(action[1], data={"code": Telephone(key[1]).code(-1)}, headers=OURS)
    assert work.account(email_of(Role.PLANNER))["tf_primary_method"] == "authenticator"
    work.come()
    assert is_in(work.client)


# Who is not let in


def unverified(work: Work) -> None:
    work.provider.person["email_verified"] = False


def silent_about_it(work: Work) -> None:
    del work.provider.person["email_verified"]


def verified_in_words(work: Work) -> None:
    work.provider.person["email_verified"] = "true"


def without_mail(work: Work) -> None:
    del work.provider.person["email"]


def unknown(work: Work) -> None:
    work.provider.person["email"] = "nobody@example.jp"


def stopped(work: Work) -> None:
    work.sql("update account set active = false")


def closed(work: Work) -> None:
    work.sql("update account set locked_until = now() + interval '1 minute'")


OUTSIDE = [unverified, silent_about_it, verified_in_words, without_mail, unknown, stopped, closed]


def test_f13_all_who_are_not_let_in_are_told_the_same(work: Work) -> None:
    told = set()
    for keep_out in OUTSIDE:
        work.provider.person = {"sub": "42", "email": email_of(Role.PLANNER), "email_verified": True}
        work.sql("update account set active = true, locked_until = null")
        keep_out(work)
        client = work.browser()
        answer = work.come(client)
        assert refused(answer, NOT_HERE), keep_out
        assert not is_in(client), keep_out
        told.add((answer.status_code, answer.get_data()))
    assert len(told) == 1
    assert work.account(email_of(Role.PLANNER))["oidc_subject"] is None


@pytest.mark.parametrize("keep_out", [stopped, closed])
def test_f6_who_came_in_before_and_is_stopped_since_is_told_the_same(work: Work, keep_out: Any) -> None:
    work.come()
    keep_out(work)
    client = work.browser()
    assert refused(work.come(client), NOT_HERE)
    assert not is_in(client)


def test_who_is_stopped_gets_no_other_account_by_mail(work: Work) -> None:
    work.come()
    stopped(work)
    work.provider.person["email"] = somebody(work.engine, Role.ADMINISTRATOR)
    assert refused(work.come(work.browser()), NOT_HERE)


# Links of invitation


def test_who_is_invited_comes_in_without_any_word_about_mail(work: Work) -> None:
    link = work.invite("new@example.jp")
    work.provider.person = {"sub": "77"}
    page = work.client.get(f"/invitation/{link}").get_data(as_text=True)
    assert f'name="invitation" value="{link}"' in page
    work.come(invitation=link)
    assert is_in(work.client)
    assert work.account("new@example.jp")["oidc_subject"] == "77"
    assert work.client.get(f"/invitation/{link}").status_code == 410
    again = work.browser()
    work.come(again)  # from now on without the link
    assert is_in(again)


def test_f8_a_link_for_another_address_stays_good_for_whom_it_is_for(work: Work) -> None:
    link = work.invite("new@example.jp")
    work.provider.person = {"sub": "77", "email": "other@example.jp"}
    assert refused(work.come(invitation=link), NOT_HERE)
    assert work.account("new@example.jp")["oidc_subject"] is None
    assert work.client.get(f"/invitation/{link}").status_code == 200


def test_f8_a_link_that_is_used_up_or_wrong_leads_nowhere(work: Work) -> None:
    link = work.invite("new@example.jp")
    waiting = work.there(work.away(invitation=link))
    work.provider.person = {"sub": "77"}
    work.come(work.browser(), invitation=link)
    assert refused(work.client.get(waiting), NOT_HERE)
    for token in (link, "nothing"):
        assert work.client.post(START, data={"invitation": token}, headers=OURS).status_code == 410


def test_nobody_becomes_two_people_by_a_link(work: Work) -> None:
    work.come()
    link = work.invite("new@example.jp")
    work.provider.person = {"sub": "42"}
    client = work.browser()
    assert refused(work.come(client, invitation=link), NOT_HERE)
    assert work.account("new@example.jp")["oidc_subject"] is None


def test_a_new_link_binds_anew_and_ends_what_was_open(work: Work) -> None:
    work.come()
    with work.engine.begin() as connection:
        link = people.invite_again(connection, work.account(email_of(Role.PLANNER))["id"])
    work.provider.person = {"sub": "43"}
    client = work.browser()
    work.come(client, invitation=link)
    assert is_in(client)
    assert not is_in(work.client)
    work.provider.person = {"sub": "42"}
    assert refused(work.come(work.browser()), NOT_HERE)


def test_coming_in_by_mail_uses_a_link_up(work: Work) -> None:
    link = work.invite("new@example.jp")
    work.provider.person = {"sub": "77", "email": "new@example.jp", "email_verified": True}
    work.come()
    assert is_in(work.client)
    assert work.browser().get(f"/invitation/{link}").status_code == 410


def test_who_has_no_password_gives_themselves_none(work: Work) -> None:
    link = work.invite("new@example.jp")
    work.provider.person = {"sub": "77"}
    work.come(invitation=link)
    new = "雨の日は図書館で将棋をさす"
    for old in ("", PASSWORD):
        form = {"password": old, "new_password": new, "new_password_confirm": new}
        answer = work.client.post("/account/password", data=form, headers=OURS)
        assert "この利用者にはパスワードがありません" in answer.get_data(as_text=True)
    assert work.account("new@example.jp")["password"] is None
    assert "/account/password" not in work.client.get("/account").get_data(as_text=True)


def test_f7_an_administrator_of_the_workplace_counts(work: Work) -> None:
    somebody(work.engine, Role.ADMINISTRATOR)
    work.provider.person["email"] = email_of(Role.ADMINISTRATOR)
    work.come()
    work.sql("update account set password = null")
    with work.engine.begin() as connection:
        assert people.first_administrator(connection) is None


# Answers that prove nothing


def encoded(part: dict[str, Any]) -> bytes:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")


def unsigned(claims: Claims) -> str:
    return (encoded({"alg": "none"}) + b"." + encoded(claims) + b".").decode()


def by_the_public_key(claims: Claims) -> str:
    """Signed with what everybody can read, as if it were a secret."""
    text = encoded({"alg": "HS256", "kid": "one"}) + b"." + encoded(claims)
    mark = hmac.new(providers.key().as_pem(private=False), text, hashlib.sha256).digest()
    return (text + b"." + urlsafe_b64encode(mark).rstrip(b"=")).decode()


def by_the_client_secret(claims: Claims) -> str:
    text = encoded({"alg": "HS256"}) + b"." + encoded(claims)
    mark = hmac.new(CLIENT_SECRET.encode(), text, hashlib.sha256).digest()
    return (text + b"." + urlsafe_b64encode(mark).rstrip(b"=")).decode()


def by_another_key(claims: Claims) -> str:
    other = RSAKey.generate_key(2048, {"kid": "one"})
    return providers.jwt.encode({"alg": "RS256", "kid": "one"}, claims, other)


@pytest.mark.parametrize(
    "instead",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": "another", "azp": CLIENT_ID},
        {"aud": ["another", "more"], "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"nbf": 33_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": 42},
    ],
)
def test_a_token_that_is_not_for_here_and_now_opens_nothing(work: Work, instead: Claims) -> None:
    work.provider.instead = instead
    assert refused(work.come(), NOT_PROVEN)
    assert not is_in(work.client)
    assert work.account(email_of(Role.PLANNER))["oidc_subject"] is None


def test_a_token_for_several_with_us_as_the_party_is_for_us(work: Work) -> None:
    work.provider.instead = {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}
    work.come()
    assert is_in(work.client)


@pytest.mark.parametrize("tells", [["RS256"], ["RS256", "HS256", "none"], ["HS256", "none"], []])
@pytest.mark.parametrize("sign", [unsigned, by_the_public_key, by_the_client_secret, by_another_key])
def test_only_the_providers_own_signature_counts(work: Work, sign: Any, tells: list[str]) -> None:
    """Also where the provider itself says that it signs with less."""
    work.provider.sign = sign
    address = work.there(work.away())
    work.provider.told = {"id_token_signing_alg_values_supported": tells}
    assert refused(work.client.get(address), NOT_PROVEN)
    assert not is_in(work.client)


def test_an_answer_without_a_token_opens_nothing(work: Work) -> None:
    work.provider.sign = lambda _: ""
    assert refused(work.come(), NOT_PROVEN)


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?code=x&state=y", "?state=y", "?error=access_denied", "?code=x&state="]
)
def test_nobody_comes_back_who_has_not_set_out(work: Work, query: str) -> None:
    assert refused(work.client.get(BACK + query), NOT_PROVEN)
    work.away()
    assert refused(work.client.get(BACK + query), NOT_PROVEN)
    assert not is_in(work.client)


def test_the_way_back_of_somebody_else_opens_nothing(work: Work) -> None:
    address = work.there(work.away())
    victim = work.browser()
    assert refused(victim.get(address), NOT_PROVEN)
    work.away(victim)
    assert refused(victim.get(address), NOT_PROVEN)
    assert not is_in(victim)


def test_a_code_works_once(work: Work) -> None:
    address = work.there(work.away())
    work.client.get(address)
    work.client.post("/account/logout", headers=OURS)
    assert refused(work.client.get(address), NOT_PROVEN)
    assert not is_in(work.client)


def test_a_code_works_for_who_asked_for_it(work: Work) -> None:
    """A stolen code, put into the way back of another login: what was hidden at the start is missing."""
    stolen = work.there(work.away(work.browser()))
    mine = work.there(work.away())
    code = re.search(r"code=([^&]+)", stolen)
    assert code
    assert refused(work.client.get(re.sub(r"code=[^&]+", f"code={code[1]}", mine)), NOT_PROVEN)
    assert not is_in(work.client)


def test_who_turns_back_over_there_can_begin_again(work: Work) -> None:
    state = re.search(r"state=([^&]+)", work.away())
    assert state
    address = f"{BACK}?error=access_denied&state={state[1]}"
    assert refused(work.client.get(address), NOT_PROVEN)
    work.come()
    assert is_in(work.client)


# A provider that isn't as it should be


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": None},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)
def test_a_provider_that_tells_otherwise_is_not_followed(work: Work, told: Claims) -> None:
    work.provider.told = told
    assert refused(work.client.post(START, headers=OURS), NOT_PROVEN)
    work.provider.told = {}
    work.come()  # what it told before isn't remembered
    assert is_in(work.client)


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_a_provider_in_trouble_is_told_plainly(work: Work, status: int) -> None:
    address = work.there(work.away())
    work.provider.broken = status
    for answer in (work.client.post(START, headers=OURS), work.client.get(address)):
        assert refused(answer, NO_ANSWER)
        assert answer.status_code == 503
    work.provider.broken = None
    work.client.get(address)  # nothing is lost
    assert is_in(work.client)


@pytest.mark.parametrize("page", ["[]", "null", '"x"', "<html>", "{}"])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_answers_of_another_shape_prove_nothing(work: Work, path: str, page: str) -> None:
    address = work.there(work.away())
    work.provider.nonsense = {path: page}
    answer = work.client.get(address)
    assert refused(answer, NOT_PROVEN) or refused(answer, NO_ANSWER)
    assert not is_in(work.client)


def test_a_provider_that_is_gone_is_told_plainly_and_passwords_still_work(
    engine: Engine, tmp_path: Path
) -> None:
    with providers.running() as provider:
        setting = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, "入る")
    with site(engine, data_dir=tmp_path, single_sign_on=setting) as app:
        assert refused(app.test_client().post(START, headers=OURS), NO_ANSWER)
        assert is_in(log_in(app.test_client(), engine, Role.PLANNER))


def test_nobody_waits_long_for_a_provider(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    assert single_sign_on.PATIENCE_S == 5
    monkeypatch.setattr(single_sign_on, "PATIENCE_S", 0.05)
    work.provider.answering.clear()
    assert refused(work.client.post(START, headers=OURS), NO_ANSWER)


def test_g16_the_log_tells_no_secret(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    work.come()
    work.provider.instead = {"nonce": "another"}
    work.come(work.browser())
    work.provider.instead, work.provider.person["sub"] = {}, "43"
    assert refused(work.come(work.browser()), NOT_HERE)
    assert "not proven" in caplog.text
    assert len(work.provider.secrets) > 10
    for secret in [*work.provider.secrets, email_of(Role.PLANNER)]:
        assert secret not in caplog.text


def test_nothing_of_the_way_there_is_kept(work: Work) -> None:
    work.away()  # another tab, where nobody ever came back
    work.come()
    with work.engine.connect() as connection:
        kept = "".join(connection.execute(sa.text("select content from web_session")).scalars())
    assert "_user_id" in kept
    assert "code_verifier" not in kept
    for secret in work.provider.secrets:
        assert secret not in kept


# The way there and back


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        "javascript:x",
        "evil.example",
        "",
    ],
)
def test_the_way_back_leads_nowhere_else(work: Work, target: str) -> None:
    answer = work.come(next=target)
    assert urljoin("http://localhost/", answer.headers["Location"]) == "http://localhost/account"


def test_f17_the_way_back_leads_to_what_was_asked_for(work: Work) -> None:
    door = work.client.get("/account/two-factor?a=b").headers["Location"]
    page = work.client.get(door).get_data(as_text=True)
    asked = re.findall(r'name="next" value="([^"]+)"', page)
    assert len(set(asked)) == 1
    assert work.come(next=asked[0]).headers["Location"] == "/account/two-factor?a=b"


def test_the_browser_is_let_go_there_from_the_pages_with_the_button_alone(work: Work) -> None:
    link = work.invite("new@example.jp")
    for path, leads in (("/account/login", True), (f"/invitation/{link}", True), ("/", False)):
        answer = work.client.get(path)
        allowed = re.search(r"form-action ([^;]+)", answer.headers["Content-Security-Policy"])
        assert allowed
        assert (work.provider.issuer in allowed[1]) == leads, path
        assert answer.headers["Content-Security-Policy"].count(work.provider.issuer) == leads, path
        assert ("市役所のアカウントで入る" in answer.get_data(as_text=True)) == leads, path


def test_without_a_setting_there_is_nothing(engine: Engine, tmp_path: Path) -> None:
    with site(engine, data_dir=tmp_path) as app:
        client = app.test_client()
        for answer in (
            client.post(START, headers=OURS),
            client.get(BACK),
            client.get(f"{BACK}?code=x&state=y"),
        ):
            assert answer.status_code == 404
        page = client.get("/account/login")
        assert START not in page.get_data(as_text=True)
        assert page.headers["Content-Security-Policy"].endswith("form-action 'self'")


# Settings

FULL = {
    "GISAPP_OIDC_ISSUER": "https://login.example.jp/city/v2.0",
    "GISAPP_OIDC_CLIENT_ID": "id",
    "GISAPP_OIDC_CLIENT_SECRET": secrets.token_urlsafe(),
}


def test_settings_are_read_and_the_secret_is_shown_to_nobody() -> None:
    assert from_environment({}).single_sign_on is None
    assert from_environment(dict.fromkeys(FULL, " ")).single_sign_on is None
    config = from_environment(FULL)
    found = config.single_sign_on
    assert found is not None
    assert found.label == "職場のアカウントでログイン"
    assert found.origin == "https://login.example.jp"
    assert FULL["GISAPP_OIDC_CLIENT_SECRET"] not in repr(config)
    named = from_environment({**FULL, "GISAPP_OIDC_LABEL": "市役所のアカウントで入る"}).single_sign_on
    assert named is not None
    assert named.label == "市役所のアカウントで入る"


@pytest.mark.parametrize("name", FULL)
def test_half_a_setting_is_told(name: str) -> None:
    with pytest.raises(UserError, match=name) as caught:
        from_environment({**FULL, name: ""})
    assert caught.value.code == "CFG-004"
    assert FULL["GISAPP_OIDC_CLIENT_SECRET"] not in str(caught.value)


@pytest.mark.parametrize(
    "issuer",
    [
        "login.example.jp",
        "http://login.example.jp",
        "https://",
        "https://a b",
        "https://x.jp; script-src *",
        "https://x.jp,https://y.jp",
        "https://x.jp?a=b",
        "https://x.jp#a",
        "https://me:it@x.jp",
        "https://[x",
        "javascript:x",
        "https://例.jp",
    ],
)
def test_an_issuer_that_cannot_be_one_is_told(issuer: str) -> None:
    with pytest.raises(UserError) as caught:
        from_environment({**FULL, "GISAPP_OIDC_ISSUER": issuer})
    assert caught.value.code == "CFG-005"
