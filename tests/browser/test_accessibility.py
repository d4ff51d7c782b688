"""Holds that axe finds nothing on any page: wide and on a phone, in light and dark, with panels open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import FINGERS, MANNERS, OpenContext, Watch, prepared
from tests.browser.steps import choose_district, choose_place, open_map

pytestmark = pytest.mark.browser

AXE = Axe()
#: What changes from light to dark is colour alone.
SCHEMES: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
SIZES: dict[str, dict[str, Any]] = {"wide": {"viewport": {"width": 1280, "height": 800}}, "phone": FINGERS}


@pytest.fixture(params=SIZES)
def look(request: pytest.FixtureRequest, new_context: OpenContext) -> Page:
    """A page of this size. Axe is put into the page as a script, which the policy would rightly refuse."""
    return new_context(**SIZES[request.param], bypass_csp=True).new_page()


@pytest.fixture(params=SIZES)
def plain_look(
    request: pytest.FixtureRequest,
    plain_reader: BrowserContext,
    browser_context_args: dict[str, Any],
    watch: Watch,
) -> Iterator[Page]:
    """The same where no moving map is drawn: axe can't look into one anyway."""
    assert plain_reader.browser
    wanted = browser_context_args | MANNERS | SIZES[request.param]
    context = watch.follow(prepared(plain_reader.browser.new_context(**wanted, bypass_csp=True)))
    yield context.new_page()
    watch.leave(context)
    context.close()


def expect_no_violation(page: Page) -> None:
    """Nothing that axe knows of, and enough contrast in the dark as well; told by rule and place."""
    told = []
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page, options=options).response["violations"]
        told += [
            f"{scheme} {each['id']}: {node['target']} {node.get('failureSummary')}"
            for each in found
            for node in each["nodes"]
        ]
    assert told == [], f"{page.url}: " + "\n".join(told)


def expect_map_page_clean(page: Page, districts: dict[str, Any], assets: list[dict[str, Any]]) -> None:
    """The map page as it opens, then with a place, a district, and the layers."""
    open_map(page)
    expect_no_violation(page)
    choose_place(page, next(asset for asset in assets if asset["phones"] and asset["hours"] and asset["lat"]))
    expect_no_violation(page)
    page.locator("#detail-close").click()
    choose_district(page, max(districts["districts"], key=lambda row: row["asset_total"]))
    expect_no_violation(page)
    page.locator("#layers-button").click()
    expect(page.locator("#layers-dialog")).to_be_visible()
    expect_no_violation(page)
    page.locator("#layers-close").click()
    page.locator("#detail-close").click()
    page.locator("#filter-button").click()
    expect(page.locator("#filter-dialog")).to_be_visible()
    expect_no_violation(page)
    page.locator("#filter-close").click()
    page.get_by_role("tab", name="場所").click()
    page.locator("#search").fill("本町")
    expect(page.locator(".spot").first).to_be_visible()
    expect_no_violation(page)


OTHERS = (
    "/list", "/districts", "/districts/2", "/districts/presence", "/city/compare", "/districts/compare?d=2&d=3", "/list?q=どこにもない", "/list?for=old&when=mo&has=free", "/sources", "/guide", "/guide?about=memory",
    "/guide?q=なにか", "/my", "/my/list", "/my/list?ids=1,80,130&size=large", "/share", "/embed", "/places/1", "/places/80", "/places/130", "/help", "/accessibility", "/privacy", "/gaps",
    "/gaps?target=nobody", "/nothing", "/places/999999",
)  # fmt: skip


def expect_other_pages_clean(page: Page) -> None:
    """The pages of tables, with and without an answer."""
    for path in OTHERS:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        if path == "/gaps":
            expect_gaps_page_clean(page)
        if path == "/my":
            expect_answers_clean(page)
        expect_no_violation(page)


def expect_answers_clean(page: Page) -> None:
    """わたしの校区は？ with an answer, and with an address that isn't found."""
    for address in ("本町一丁目", "どこか"):
        page.locator("#my-address").fill(address)
        page.locator("#my-form button").click()
        expect(page.locator("#my-address")).to_have_value(address)
        expect_no_violation(page)


def expect_gaps_page_clean(page: Page) -> None:
    """The planner's page with a year to come, a district and everything folded open, in each of its tabs."""
    page.locator("#gaps-table").get_by_role("button", name="高齢化率").click()
    page.locator("#gaps-table .row-link").first.click()
    expect(page.locator("#district")).to_be_visible()
    page.locator("#all-columns").check()
    page.locator("#q-year").select_option("2040")
    expect(page.locator(".years")).to_be_visible()
    for folded in ("#expert summary", ".question__more summary"):
        page.locator(folded).click()
    for tab in page.locator("#gaps-tabs [role=tab]:visible").all():
        tab.click()
        expect_no_violation(page)


def test_k1_map_page(look: Page, districts: dict[str, Any], assets: list[dict[str, Any]]) -> None:
    expect_map_page_clean(look, districts, assets)


def test_k1_other_pages(plain_look: Page, watch: Watch) -> None:
    watch.expect(r"status of 40\d")
    expect_other_pages_clean(plain_look)
