"""Holds what makes the pages usable for eyes, hands and machines of all kinds: sizes, colours, movement, help."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, Watch
from tests.browser.steps import open_map

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/list",
    "/guide",
    "/guide?about=money",
    "/my",
    "/places/1",
    "/my/list?ids=1",
    "/share",
    "/help",
    "/report",
)
#: Things to press that are smaller than 24 px both ways stand in a sentence, or have room round them (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary, [role=tab]")].filter((each) => {
  if (!each.checkVisibility({ visibilityProperty: true }) || each.closest(".skip-links, .off-stage, .visually-hidden")) return false;
  const label = each.matches("input[type=checkbox], input[type=radio]") && each.closest("label");
  const box = (label || each).getBoundingClientRect();
  if (box.width >= 24 && box.height >= 24) return false;
  const inSentence = getComputedStyle(each).display === "inline";
  return !inSentence && box.width > 0;
}).map((each) => each.outerHTML.slice(0, 90))"""
#: What moves though the reader asked that nothing does, longer than a blink.
MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
  return (style.animationName !== "none" && seconds(style.animationDuration) > 0.05) || seconds(style.transitionDuration) > 0.05;
}).map((each) => each.outerHTML.slice(0, 90))"""


def test_k5_k11_what_is_pressed_is_large_enough_and_nothing_moves(phone: Page) -> None:
    for path in PAGES:
        phone.goto(path)
        expect(phone.locator("h1")).to_be_attached()
        if path == "/":
            expect(phone.locator("#place-list .item").first).to_be_visible()
        assert phone.evaluate(SMALL) == [], path
        assert phone.evaluate(MOVING) == [], path  # the reader asked for no movement


def test_k11_what_is_chosen_is_seen_without_the_pages_own_colours(new_context: OpenContext) -> None:
    page = new_context(forced_colors="active").new_page()
    open_map(page)
    chip = page.locator("#quick").get_by_role("button", name="高齢")
    look = "each => { const s = getComputedStyle(each); return [s.backgroundColor, s.borderColor, s.outlineStyle, s.color].join(); }"
    before = chip.evaluate(look)
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.locator("#search").focus()
    assert chip.evaluate(look) != before
    tabs = page.get_by_role("tab")
    assert tabs.nth(0).evaluate(look) != tabs.nth(1).evaluate(look)


def test_k10_help_stands_in_the_same_place(without_webgl: Page) -> None:
    page = without_webgl
    places = set()
    for path in (*PAGES, "/sources", "/gaps", "/account/login"):
        page.goto(path)
        links = page.locator(".site-nav a").all_text_contents()
        places.add(links.index("使い方"))
        foot = page.locator(".site-footer a").all_text_contents()
        if path != "/":
            assert [each for each in foot if each in ("使い方", "知らせる", "ウェブアクセシビリティ")] == [
                "使い方",
                "ウェブアクセシビリティ",
                "知らせる",
            ]
    assert len(places) == 1


def test_k9_the_login_takes_what_is_pasted_and_asks_no_riddle(new_context: OpenContext) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto("/account/login")
    expect(page.locator("input[autocomplete=username]")).to_be_visible()
    secret = page.locator("input[autocomplete=current-password]")
    page.evaluate("navigator.clipboard.writeText('長い合い言葉 1234')")
    secret.focus()
    page.keyboard.press("ControlOrMeta+v")
    expect(secret).to_have_value("長い合い言葉 1234")
    expect(page.locator("main img, main canvas, main iframe")).to_have_count(0)


def test_k8_an_error_stands_at_its_field_and_nothing_typed_is_lost(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/my")
    page.locator("#my-address").fill("どこにもない町9")
    page.locator("#my-form button").click()
    field = page.locator("#my-address")
    expect(field).to_have_value("どこにもない町9")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("その住所が見つかりません。"))
    expect(page.get_by_role("alert")).to_contain_text("もう一度お試しください。")


def test_k3_what_the_map_shows_is_in_the_list(page: Page, demo_app: Flask) -> None:
    open_map(page)
    data = page.evaluate("JSON.parse(document.getElementById('page-data').textContent)")
    shown = [each["key"] for each in data["layers"] if each["shown"] and each["kind"] == "asset"]
    number = re.match(r"[\d,]+", page.locator("#result-count").text_content() or "")
    assert number
    listed = demo_app.test_client().get("/api/find", query_string={"l": ",".join(shown)}).get_json()
    assert int(number[0].replace(",", "")) == listed["total"]
    page.goto(f"/list?l={','.join(shown)}")
    expect(page.locator("#places .result-count")).to_contain_text(f"{listed['total']}件")
    districts = demo_app.test_client().get("/api/districts").get_json()["districts"]
    expect(page.locator("#districts-table tbody tr")).to_have_count(len(districts))


def test_k14_k17_the_whole_way_asks_nobody_else_and_breaks_no_rule(
    new_context: OpenContext, watch: Watch, demo_app: Flask
) -> None:
    watch.expect("status of 404")
    rule = demo_app.test_client().get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in rule
    assert "worker-src 'self'" in rule
    page = new_context(service_workers="allow").new_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    open_map(page)
    for path in (*PAGES, "/sources", "/embed", "/accessibility", "/privacy", "/gaps", "/nothing"):
        page.goto(path)
        expect(page.locator("h1")).to_be_attached()
    host = re.match(r"https?://[^/]+", page.url)
    assert host
    elsewhere = [each for each in asked if not each.startswith((host[0], "data:", "blob:"))]
    assert elsewhere == []
    kinds = {each.rsplit(".", 1)[-1] for each in asked}
    assert {"js", "css"} <= kinds  # fonts, tiles and workers come from here, too: nothing else was asked


def measure(page: Page) -> dict[str, Any]:
    """What the first view of the map takes over the line, in bytes by kind."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def came(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def ended(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.responseReceived", came)
    session.on("Network.loadingFinished", ended)
    open_map(page)
    totals: dict[str, float] = {}
    for number, size in sizes.items():
        kind = kinds.get(number, "?")
        totals[kind] = totals.get(kind, 0) + size
    return totals


def test_the_first_view_is_light(new_context: OpenContext) -> None:
    sizes = measure(new_context().new_page())
    assert 100_000 < sizes["Script"] + sizes["Stylesheet"] < 500_000
