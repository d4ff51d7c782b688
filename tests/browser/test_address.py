"""Holds that the map page's address tells its state, and that going back takes choices back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import choose_district, choose_place, open_map, page_data

pytestmark = pytest.mark.browser

Rows = list[dict[str, Any]]


def chip(page: Page, key: str) -> Locator:
    """The large button of a kind of place, among the choices."""
    button = page.locator("#filter-button")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return page.locator(f'#chips .chip[data-layer="{key}"]')


def test_kinds_are_switched_in_list_and_address(without_webgl: Page, assets: Rows) -> None:
    page = without_webgl
    page.goto("/")
    cafes = [asset["id"] for asset in assets if asset["layer"] == "cafe"]
    expect(chip(page, "cafe")).to_have_attribute("aria-pressed", "true")
    expect(chip(page, "cafe").locator(".chip__count")).to_have_text(str(len(cafes)))
    chip(page, "cafe").click()
    expect(chip(page, "cafe")).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile(r"[?&]l=(?!.*\bcafe\b).*\bibasho\b"))
    expect(page.locator("#result-count")).to_have_text(re.compile(rf"^{139 - len(cafes)}件"))
    chip(page, "cafe").click()
    expect(page).not_to_have_url(re.compile("[?&]l="))  # the usual layers need no words in the address
    for key in ("hachimaru", "ibasho", "kodomo_shokudo", "child_rearing", "cafe"):
        chip(page, key).click()
    expect(page.locator("#panel-places")).to_contain_text("出す場所の種類が選ばれていません。")


def test_every_layer_is_in_the_panel_and_colourings_take_turns(page: Page) -> None:
    open_map(page)
    button = page.locator("#layers-button")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    dialog = page.locator("#layers-dialog")
    layers = page_data(page)["layers"]
    boxes = [layer for layer in layers if layer["kind"] in ("asset", "area")]
    expect(dialog.locator("input[name=layer]")).to_have_count(len(boxes))
    for layer in boxes:
        expect(dialog.locator(f"input[name=layer][value={layer['key']}]")).to_be_checked(
            checked=layer["shown"]
        )
    dialog.locator("input[name=layer][value=junior_high_district]").check()
    expect(page).to_have_url(re.compile(r"[?&]l=[^&]*\bjunior_high_district\b"))
    dialog.locator("input[name=ramp][value=population_mesh]").check()
    expect(page).to_have_url(re.compile(r"[?&]l=(?!.*aging_rate)[^&]*\bpopulation_mesh\b"))
    expect(page.locator("#legend-body .legend__title").first).to_have_text("人口メッシュ（国勢調査）")
    dialog.locator("input[name=ramp][value='']").check()
    expect(page.locator("#legend-body .legend-list")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("population_mesh|aging_rate"))
    dialog.locator("input[name=ramp][value=aging_rate]").check()
    expect(page.locator("#legend-body .legend__title").first).to_have_text("高齢化率（小学校区）")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_reload_and_mailed_address_show_the_same(page: Page, assets: Rows) -> None:
    asset = next(a for a in assets if a["layer"] == "ibasho" and a["precision"] == "exact")
    open_map(page)
    chip(page, "cafe").click()
    page.locator("#filter-close").click()
    choose_place(page, asset)
    expect(page).to_have_url(re.compile(r"[?&]m=15\.00/"))  # the flight has ended
    zoom_in = page.get_by_role("button", name="地図を拡大する")
    zoom_in.click()
    expect(page).to_have_url(re.compile(r"[?&]m=16\.00/"))
    address = page.url
    scale = page.locator(".maplibregl-ctrl-scale").text_content() or ""
    page.reload()
    other = page.context.new_page()
    other.goto(address)
    for each in (page, other):
        expect(each.locator("html[data-map=ready]")).to_be_attached()
        expect(each.locator("#detail-title")).to_have_text(asset["name"])
        expect(each.locator(".maplibregl-popup .popup__name")).to_have_text(asset["name"])
        expect(each.locator('#chips [data-layer="cafe"]')).to_have_attribute("aria-pressed", "false")
        expect(each.locator(".maplibregl-ctrl-scale")).to_have_text(scale)
        expect(each).to_have_url(address)
        expect(each.locator("#detail-title")).not_to_be_focused()  # nobody asked for it yet


def test_back_and_forward_take_choices_one_by_one(
    without_webgl: Page, districts: dict[str, Any], assets: Rows
) -> None:
    page = without_webgl
    asset = next(a for a in assets if a["layer"] == "ibasho" and a["precision"] == "exact")
    row = districts["districts"][0]
    page.goto("/list")
    page.goto("/")
    choose_place(page, asset)
    page.locator("#detail-close").click()
    choose_district(page, row)
    title = page.locator("#detail-title")
    page.go_back()
    expect(page.locator("#detail")).to_be_hidden()
    page.go_back()
    expect(title).to_have_text(asset["name"])
    page.go_back()
    expect(page.locator("#detail")).to_be_hidden()
    page.go_forward()
    expect(title).to_have_text(asset["name"])
    page.go_forward()
    page.go_forward()
    expect(title).to_have_text(row["name"])
    page.go_back()
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile("/list$"))


def test_nonsense_in_the_address_is_passed_over(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/?m=99/abc&l=nothing&d=abc&a=999999999")
    expect(page.locator("#map-status")).to_have_text("お探しの場所は、いまは公開されていません。")
    expect(page.locator("#detail")).to_be_hidden()
    expect(chip(page, "ibasho")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#result-count")).to_have_text(re.compile("^139件"))
