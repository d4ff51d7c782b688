"""Holds the way to the workplace's login and back in a real browser: policy, cookies, look, no script needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import Engine

from gisapp.accounts import people
from gisapp.accounts.rights import Role
from gisapp.config import SingleSignOn
from tests.accounts import NAME, somebody
from tests.browser.conftest import FINGERS, OpenContext, Watch, serving
from tests.browser.steps import expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation
from tests.conftest import site
from tests.gisapp.web.provider import CLIENT_ID, CLIENT_SECRET, Provider, running

pytestmark = pytest.mark.browser
LABEL = "市役所のアカウントで入る"
SIZES = {"wide": {"viewport": {"width": 1280, "height": 800}}, "phone": FINGERS}


@dataclass(frozen=True, slots=True)
class Work:
    """A site, and the provider that it trusts: another site for the browser."""

    address: str
    provider: Provider
    link: str


@pytest.fixture
def work(engine: Engine, tmp_path: Path, watch: Watch) -> Iterator[Work]:
    """A planner has an account; somebody else is invited."""
    somebody(engine, Role.PLANNER)
    post = people.Post(Role.PLANNER)
    with engine.begin() as connection:
        link = people.invite(connection, email="new@example.jp", name=NAME, post=post)
    with running() as provider:
        setting = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, LABEL)
        with (
            site(engine, data_dir=tmp_path, single_sign_on=setting) as app,
            serving(app) as address,
        ):
            ours = address.replace("127.0.0.1", "localhost")
            watch.hosts |= {urlsplit(ours).netloc, urlsplit(provider.issuer).netloc}
            yield Work(ours, provider, f"{ours}/invitation/{link}")


def expect_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="わたしのページ")).to_be_visible()


def test_one_press_leads_there_and_back(work: Work, new_context: OpenContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{work.address}/account/login")
    page.get_by_role("button", name=LABEL).click()
    expect_in(page)
    assert page.url == f"{work.address}/account"


def test_an_invitation_is_taken_with_the_keyboard_alone(work: Work, new_context: OpenContext) -> None:
    work.provider.person = {"sub": "77"}
    page = new_context().new_page()
    page.goto(work.link)
    page.get_by_role("button", name=LABEL).focus()
    page.keyboard.press("Enter")
    expect_in(page)


@pytest.mark.parametrize("size", SIZES)
def test_pages_with_the_button_are_usable_for_everybody(
    work: Work, new_context: OpenContext, size: str
) -> None:
    """Axe is put into the page as a script, which the policy would rightly refuse."""
    page = new_context(**SIZES[size], bypass_csp=True).new_page()
    for path in (f"{work.address}/account/login", work.link):
        page.goto(path)
        expect(page.get_by_role("button", name=LABEL)).to_be_visible()
        expect_no_violation(page)
        expect_no_sideways_scroll(page)


def test_who_is_not_let_in_is_told_in_plain_words(work: Work, new_context: OpenContext, watch: Watch) -> None:
    watch.expect("status of 403")
    work.provider.person["email"] = "nobody@example.jp"
    page = new_context().new_page()
    page.goto(f"{work.address}/account/login")
    with page.expect_response(lambda answer: answer.status == 403):
        page.get_by_role("button", name=LABEL).click()
    expect(page.get_by_text("このアカウントでは、ここに入れません。")).to_be_visible()
    expect(page.get_by_text("ACC-030")).to_be_visible()
