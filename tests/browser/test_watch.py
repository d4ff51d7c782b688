"""Holds that the watch over the browsers sees what it is there for: a silent watch would pass everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

STRAY_SCRIPT = """{ const script = document.createElement("script");
  script.append("1");
  document.body.append(script); }"""


@pytest.fixture
def watched(plain_reader: BrowserContext, base_url: str) -> Iterator[tuple[Page, Watch]]:
    """A page with a watch of its own, whose findings fail nothing."""
    watch = Watch(base_url)
    watch.follow(plain_reader)
    page = plain_reader.new_page()
    page.goto("/sources")
    yield page, watch
    watch.leave(plain_reader)


@pytest.mark.parametrize(
    ("doing", "seen"),
    [
        ("console.error('trouble')", "console error: trouble"),
        ("console.warn('trouble')", "console warning: trouble"),
        ("void setTimeout(() => { throw new Error('trouble'); })", "script: "),
        ("document.body.setAttribute('style', 'color: red')", "CSP: style-src-attr"),
        (STRAY_SCRIPT, "CSP: script-src-elem"),
        ("void fetch('/api/nothing')", "status of 404"),
    ],
    ids=["error", "warning", "exception", "style", "script", "missing"],
)
def test_trouble_is_seen(watched: tuple[Page, Watch], doing: str, seen: str) -> None:
    page, watch = watched
    with page.context.expect_event("console" if seen != "script: " else "weberror"):
        page.evaluate(doing)
    with pytest.raises(AssertionError):
        watch.verify()
    assert any(seen in text for text in watch.troubles), watch.troubles


def test_k14_a_request_elsewhere_is_seen_even_where_the_policy_stops_it(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.evaluate("void fetch('http://127.0.0.1:9/').catch(() => document.title = 'refused')")
    expect(page).to_have_title("refused")
    with pytest.raises(AssertionError):
        watch.verify()
    assert any("127.0.0.1:9" in text for text in watch.troubles)


def test_a_way_out_is_seen(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.route("http://elsewhere.test/**", lambda route: route.fulfill(body="elsewhere"))
    page.goto("http://elsewhere.test/")
    assert watch.troubles == ["request elsewhere: http://elsewhere.test/"]


def test_quiet_pages_give_no_cause(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.reload()
    watch.verify()


def test_axe_finds_what_is_wrong(plain_reader: BrowserContext, base_url: str) -> None:
    assert plain_reader.browser
    page = plain_reader.browser.new_page(base_url=base_url, bypass_csp=True)
    page.goto("/sources")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    found = {each["id"] for each in Axe().run(page).response["violations"]}
    page.close()
    assert {"label", "color-contrast"} <= found
