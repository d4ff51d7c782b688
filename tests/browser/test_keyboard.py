"""Holds that the map page can be used without a mouse, and that nothing holds the keyboard captive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import open_map

pytestmark = pytest.mark.browser

#: What the keyboard stands on, in words short enough for a failure's message.
WHERE = """() => { const at = document.activeElement;
  return at === document.body ? "body" : at.dataset.pick ?? (at.id ? `#${at.id}` : `${at.tagName}.${at.className}`); }"""


def test_k2_from_the_skip_link_to_a_place_and_back(page: Page) -> None:
    open_map(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ進む")).to_be_focused()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="場所の一覧へ進む")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#list-panel")).to_be_focused()
    first = page.locator("#place-list .item").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if str(page.evaluate(WHERE)).startswith("a"):
            break
    expect(first).to_be_focused()
    name = first.locator(".item__name").text_content() or ""
    page.keyboard.press("Enter")
    title = page.locator("#detail-title")
    expect(title).to_have_text(name)
    expect(title).to_be_focused()
    expect(page).to_have_url(re.compile("[?&]m="))  # the map has come to rest and the list is drawn anew
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    expect(page.locator("#place-list .item").filter(has_text=name).first).to_be_focused()


def test_k2_tabs_are_moved_between_by_arrows(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    places, districts = page.locator("#tab-places"), page.locator("#tab-districts")
    places.focus()
    page.keyboard.press("ArrowRight")
    expect(districts).to_be_focused()
    expect(districts).to_have_attribute("aria-selected", "true")
    expect(page.locator("#panel-districts")).to_be_visible()
    expect(page.locator("#panel-places")).to_be_hidden()
    page.keyboard.press("Home")
    expect(places).to_be_focused()
    expect(page.locator("#panel-places")).to_be_visible()


def test_k2_the_map_moves_by_keys_lets_go_and_leaves_no_steps_to_go_back_over(page: Page) -> None:
    page.goto("/list")
    open_map(page)
    canvas = page.locator("canvas.maplibregl-canvas")
    expect(canvas).to_have_attribute("aria-label", re.compile("^見本市の地図。矢印キーで"))
    canvas.focus()
    for key in ("ArrowRight", "+"):
        before = page.url
        page.keyboard.press(key)
        expect(page, key).not_to_have_url(before)
        expect(page).to_have_url(re.compile("[?&]m="))
    page.keyboard.press("Tab")
    expect(canvas).not_to_be_focused()
    canvas.focus()
    page.keyboard.press("Shift+Tab")
    expect(canvas).not_to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile("/list$"))


def test_k2_tab_goes_through_the_whole_page_and_out(page: Page) -> None:
    open_map(page, "?l=hachimaru")  # few places, the same ways
    passed = []
    for _ in range(80):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(WHERE))
        if len(passed) > 5 and passed[-1] == "body":
            break
    else:
        pytest.fail(f"the keyboard never leaves the page: {passed}")
    for stop in ("#search", "#layers-button", "#tab-places"):
        assert stop in passed
    assert any("maplibregl-canvas" in stop for stop in passed)
    assert any(stop.startswith("a") for stop in passed)


def test_the_open_detail_covers_nothing_that_can_be_reached(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    page.locator("#place-list .item").first.click()
    expect(page.locator("#detail-title")).to_be_focused()
    expect(page.locator("#list-panel")).to_have_js_property("inert", True)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#detail-close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_hidden()
    expect(page.locator("#list-panel")).to_have_js_property("inert", False)


def test_k2_focus_is_always_seen(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    page.keyboard.press("Tab")
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => { const at = document.activeElement;
              const style = getComputedStyle(at);
              return [parseFloat(style.outlineWidth), style.outlineStyle, style.boxShadow, at.outerHTML.slice(0, 80)]; }"""
        )
        assert (ring[0] >= 2 and ring[1] != "none") or ring[2] != "none", ring
