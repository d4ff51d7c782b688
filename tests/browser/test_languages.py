"""Holds what the map's scripts say in other languages: English but for the places' own words, or with readings."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext
from tests.browser.steps import choose_district, choose_place, open_map

pytestmark = pytest.mark.browser

#: Texts and labels that can be seen or heard and are in Japanese letters, though nothing says that they are.
FOREIGN = r"""() => {
  const japanese = /[\u3041-\u309f\u30a1-\u30fa\u3400-\u9fff]/;
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.closest("[lang=ja], [aria-hidden=true], script, style, noscript") || !node.checkVisibility()) continue;
    for (const child of node.childNodes) if (child.nodeType === 3 && japanese.test(child.data)) found.push(child.data.trim());
    for (const name of ["aria-label", "alt", "placeholder", "title"]) {
      const said = node.getAttribute(name);
      if (said && japanese.test(said)) found.push(`${name}: ${said}`);
    }
  }
  return found;
}"""


SEEN = """() => document.body.innerText
  + [...document.querySelectorAll("[aria-label]")].map((each) => each.ariaLabel)"""


def expect_english(page: Page) -> None:
    """Nothing but the municipality's name is in Japanese letters without saying so."""
    assert [text for text in page.evaluate(FOREIGN) if "見本市" not in text] == []


def test_the_map_speaks_english(new_context: OpenContext, assets: list[dict[str, Any]]) -> None:
    page = new_context().new_page()
    page.goto("/?lang=en")
    open_map(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect_english(page)
    choose_place(page, next(each for each in assets if each["phones"] and each["hours"] and each["lat"]))
    expect_english(page)
    page.locator("#detail-close").click()
    page.locator("#search").fill("")
    page.get_by_role("tab", name="School district").click()
    page.locator("#district-list .item").first.click()
    expect(page.locator("#detail-title")).to_be_visible()
    expect_english(page)
    page.locator("#detail-close").click()
    page.locator("#layers-button").click()
    expect_english(page)
    page.locator("#layers-close").click()
    page.locator("#search").fill("no such thing")
    page.get_by_role("tab", name="Places").click()
    expect(page.locator("#panel-places")).to_contain_text("Nothing was found")
    expect_english(page)


def test_k12_easy_japanese_has_readings_and_no_marks(
    new_context: OpenContext, districts: dict[str, Any]
) -> None:
    page = new_context().new_page()
    page.goto("/?lang=easy")
    open_map(page)
    expect(page.locator("#result-count rt").first).to_be_visible()
    choose_district(page, districts["districts"][0])
    seen = page.evaluate(SEEN)
    assert not re.search("[《》｜]", seen.replace(" ｜ ", ""))
    button = page.locator("#here-button")
    box, word = button.bounding_box(), button.locator("span").first.bounding_box()
    assert box
    assert word
    assert word["height"] < box["height"] + 1
