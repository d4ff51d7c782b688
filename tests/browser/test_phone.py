"""Holds the pages on the smallest phone: nothing sticks out, the list is a sheet, everything fits a finger."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import WHOLE_MAP, expect_no_sideways_scroll, open_map

pytestmark = pytest.mark.browser

FINGER_PX = 44
#: Visible buttons and everything that works like one, with what a failure should say about them.
SMALL = """(least) => [...document.querySelectorAll(
    "button, summary, select, .button, .chip, .check-chip, .site-nav a, .layer-row__label, .tab-row__link")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((each) => [each.getBoundingClientRect(), each])
  .filter(([box]) => box.width > 0 && (box.width < least || box.height < least))
  .map(([box, each]) => `${each.tagName}.${each.className}#${each.id} ${box.width.toFixed(1)}×${box.height.toFixed(1)}`)"""


def expect_room_for_fingers(page: Page) -> None:
    """Every button in sight is at least as large as a fingertip."""
    assert page.evaluate(SMALL, FINGER_PX - 0.5) == []


def test_map_page_fits_and_the_sheet_goes_up_and_down(phone: Page) -> None:
    open_map(phone)
    expect_no_sideways_scroll(phone)
    expect_room_for_fingers(phone)
    expect(phone.locator("#search")).to_be_in_viewport(ratio=1)
    expect(phone.locator("#map")).to_be_in_viewport()
    handle, main = phone.locator("#sheet-handle"), phone.locator("#main")
    expect(main).to_have_attribute("data-sheet", "half")
    expect(handle).to_have_attribute("aria-expanded", "false")
    half = phone.locator("#list-panel").bounding_box()
    expect(handle).to_have_text("一覧を広げる")
    handle.tap()
    expect(main).to_have_attribute("data-sheet", "full")
    expect(handle).to_have_attribute("aria-expanded", "true")
    expect(handle).to_have_text("地図に戻る")
    full = phone.locator("#list-panel").bounding_box()
    assert half
    assert full
    assert full["height"] > 1.5 * half["height"]
    expect_no_sideways_scroll(phone)
    phone.locator("#place-list .item").nth(1).tap()
    expect(phone.locator("#detail-title")).to_be_in_viewport(ratio=1)
    expect(main).to_have_attribute("data-sheet", "half")  # the map shows where it is
    expect(phone.locator(".maplibregl-popup")).to_be_in_viewport()
    expect_no_sideways_scroll(phone)
    expect_room_for_fingers(phone)
    phone.locator("#detail-close").tap()
    expect(phone.locator("#detail")).to_be_hidden()
    handle.tap()
    handle.tap()
    expect(main).to_have_attribute("data-sheet", "half")


def test_layers_take_the_screen_and_give_it_back(phone: Page) -> None:
    open_map(phone)
    phone.locator("#layers-button").tap()
    dialog = phone.locator("#layers-dialog")
    expect(dialog).to_be_visible()
    expect(phone.locator("#layers-dialog:modal")).to_be_attached()
    expect_no_sideways_scroll(phone)
    expect_room_for_fingers(phone)
    last = dialog.locator("input[name=layer][value=shelter]")
    last.check()
    expect(phone).to_have_url(re.compile(r"[?&]l=[^&]*\bshelter\b"))
    phone.locator("#layers-close").tap()
    expect(dialog).to_be_hidden()
    expect(phone.locator("#layers-button")).to_be_focused()
    expect(phone.locator("#result-count")).to_have_text(re.compile("^184件"))
    legend = phone.locator("#legend")
    expect(legend).not_to_have_attribute("open", "")  # the map is small enough
    legend.locator("summary").tap()
    expect(phone.locator("#legend-body li").last).to_be_in_viewport(ratio=1)
    expect_no_sideways_scroll(phone)


def test_gaps_page_fits_and_tells_its_answer_before_the_table(phone: Page) -> None:
    phone.goto("/gaps")
    tabs = phone.get_by_role("tablist", name="答えの見かた").get_by_role("tab")
    expect(tabs).to_have_count(3)
    answer, table = phone.locator("#answer-text").bounding_box(), phone.locator("#gaps-table").bounding_box()
    assert answer
    assert table
    assert answer["y"] < table["y"]
    phone.locator("#expert summary").tap()
    for tab in tabs.all():
        tab.tap()
        expect_no_sideways_scroll(phone)
        expect_room_for_fingers(phone)
    expect(phone.locator(WHOLE_MAP)).to_be_attached()
    tabs.first.tap()
    phone.locator("#gaps-table").scroll_into_view_if_needed()
    expect(phone.locator("#gaps-table tbody tr").first.locator("th")).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize(
    "address", ["/list", "/districts", "/districts/2", "/sources", "/gaps?target=nobody", "/nothing"]
)
def test_other_pages_fit(phone: Page, address: str, watch: Any) -> None:
    watch.expect(r"status of 40\d")
    phone.goto(address)
    expect(phone.locator("h1")).to_be_visible()
    expect_no_sideways_scroll(phone)
    expect_room_for_fingers(phone)


@pytest.mark.parametrize("address", ["/", "/list", "/gaps", "/sources"])
def test_largest_letters_fit_too(new_context: Any, address: str) -> None:
    phone = new_context(viewport={"width": 360, "height": 640}, java_script_enabled=True).new_page()
    phone.add_init_script("localStorage.setItem('text-size', 'largest')")
    phone.goto(address)
    expect(phone.locator("html")).to_have_attribute("data-text-size", "largest")
    expect(phone.locator("h1")).to_be_attached()
    expect_no_sideways_scroll(phone)
