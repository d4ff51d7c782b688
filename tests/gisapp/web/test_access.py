"""Holds every address of the site to the list of who may come in, for every role. Knows no page.

The table is made from the site itself: a new address or role is tried without a line here.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Act, Person, Role, may
from gisapp.web.access import ACTS, EVERYBODY, NOBODY
from tests.accounts import OURS, log_in
from tests.gisapp.web.conftest import Office

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
STRANGERS = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]


def ways(app: Flask) -> list[tuple[Rule, str]]:
    """Every address with every method that it takes."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def path(app: Flask, rule: Rule) -> str:
    """An address of the rule, of something that isn't there."""
    values = {
        name: 999999 if isinstance(rule._converters[name], IntegerConverter) else "nothing"
        for name in rule.arguments
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def asked(client: FlaskClient, rule: Rule, method: str) -> TestResponse:
    return client.open(path(client.application, rule), method=method, headers=OURS)


def leads_to_the_login(answer: TestResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/account/login")


def test_every_address_is_on_exactly_one_list(office: Office) -> None:
    endpoints = {rule.endpoint for rule in office.client.application.url_map.iter_rules()}
    lists = [EVERYBODY, set(ACTS), NOBODY]
    assert endpoints == set().union(*lists), "name it in gisapp.web.access"
    assert sum(map(len, lists)) == len(endpoints), "on two lists"


def test_f1_somebody_unknown_is_led_to_the_login_or_refused(office: Office) -> None:
    stranger = office.client.application.test_client()
    for rule, method in ways(stranger.application):
        if rule.endpoint in EVERYBODY:
            continue
        answer = asked(stranger, rule, method)
        if method == "GET" and rule.endpoint != "admin.run_state" and not rule.rule.endswith(".json"):
            assert leads_to_the_login(answer), rule
            assert "?next=" in answer.headers["Location"], rule
        else:
            assert answer.status_code == 403, (rule, method)
            assert "ADM-002" in answer.get_data(as_text=True), rule


@pytest.mark.parametrize("role", Role)
def test_f1_a_role_comes_in_where_it_may_and_nowhere_else(office: Office, role: Role) -> None:
    app = office.client.application
    client = log_in(app.test_client(), office.engine, role)
    someone = Person(0, "", "", role, None)
    for rule, method in ways(app):
        if rule.endpoint in EVERYBODY:
            continue
        act = ACTS.get(rule.endpoint)
        answer = asked(client, rule, method)
        refused = answer.status_code == 403 and "ACC-001" in answer.get_data(as_text=True)
        assert refused != (act is not None and may(someone, act)), (rule, method)
        assert not leads_to_the_login(answer), (rule, method)
        assert answer.status_code < 500, (rule, method)


@pytest.mark.parametrize("act", Act)
def test_every_act_has_an_address(act: Act) -> None:
    assert act in ACTS.values()


@pytest.mark.parametrize("headers", STRANGERS)
def test_f16_no_form_of_another_site_is_taken(office: Office, headers: dict[str, str]) -> None:
    """Nothing is exempt: neither the login nor the logout, nor what everybody may send."""
    tried = 0
    for rule, method in ways(office.client.application):
        if method not in UNSAFE:
            continue
        answer = office.client.open(path(office.client.application, rule), method=method, headers=headers)
        assert answer.status_code == 403, rule
        assert "ADM-003" in answer.get_data(as_text=True), rule
        tried += 1
    assert tried > 15
    assert office.client.get("/people").status_code == 200  # still logged in


def test_f16_a_form_of_ours_is_taken_from_browsers_that_only_tell_the_origin(office: Office) -> None:
    answer = office.client.post("/people", headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert "ADM-003" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "/people/",
        "/PEOPLE",
        "/%70eople",
        "/people%2e",
        "/%2e/people",
        "/static/%2e%2e/people",
        "/static/..%2fpeople",
        "/static/%252e%252e/people",
        "/people;a=b",
        "/people%00",
        "/people?_method=POST",
    ],
)
def test_f18_no_spelling_of_an_address_leads_around_the_login(office: Office, address: str) -> None:
    stranger = office.client.application.test_client()
    answer = stranger.get(address, follow_redirects=True)
    assert "利用者の一覧" not in answer.get_data(as_text=True)
    ended_at_login = answer.request.path == "/account/login"
    assert ended_at_login or answer.status_code in (400, 404)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "PUT", "PATCH", "DELETE"])
def test_f18_no_other_method_tells_or_does_anything(office: Office, method: str) -> None:
    stranger = office.client.application.test_client()
    answer = stranger.open("/people", method=method, headers=OURS)
    assert leads_to_the_login(answer) or answer.status_code in (403, 405)
    assert "利用者の一覧" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_f18_a_header_changes_no_method(office: Office, name: str) -> None:
    planner = log_in(office.client.application.test_client(), office.engine, Role.PLANNER)
    assert planner.get("/people", headers={name: "POST"}).status_code == 403
    answer = office.client.post("/people", headers={name: "GET"})
    assert answer.status_code == 403  # it is still a form, of a page that nobody knows
    answer = office.client.get("/people", headers={name: "POST", **OURS})
    assert answer.status_code == 200
