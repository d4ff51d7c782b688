"""Holds what residents come for, on a phone: near and open, whom to call, what is wrong; by keyboard as well."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from gisapp.web import reports
from tests.browser.conftest import FINGERS, OpenContext, Watch, serving
from tests.browser.steps import expect_no_sideways_scroll, open_map

pytestmark = pytest.mark.browser

Rows = list[dict[str, Any]]
PHONE: dict[str, Any] = {**FINGERS, "viewport": {"width": 390, "height": 844}}
SMALLEST: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
PAGES = (
    "/list", "/list?for=old&when=mo", "/guide", "/guide?about=money", "/my", "/my/list?ids=1,130&size=large", "/share", "/embed", "/places/1", "/places/130", "/help",
    "/accessibility", "/privacy", "/sources", "/report",
)  # fmt: skip
ASKED = """() => {
  window.asked = 0;
  const ask = navigator.geolocation.getCurrentPosition;
  navigator.geolocation.getCurrentPosition = function (...all) { window.asked += 1; return ask.apply(this, all); };
}"""


def test_the_nearest_for_an_old_person_is_three_taps_away(new_context: OpenContext, assets: Rows) -> None:
    here = next(asset for asset in assets if asset["layer"] == "ibasho" and asset["precision"] == "exact")
    position = {"latitude": here["lat"], "longitude": here["lon"]}
    context = new_context(**PHONE, geolocation=position, permissions=["geolocation"])
    context.add_init_script(f"({ASKED})()")
    page = context.new_page()
    open_map(page)
    assert page.evaluate("window.asked") == 0  # nobody is asked where they are before they tap
    page.locator("#quick").get_by_role("button", name="高齢").tap()
    expect(page.locator("#quick").get_by_role("button", name="高齢")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator("#here-button").tap()
    expect(page.locator("#result-count")).to_contain_text("今いる場所から近い順")
    assert page.evaluate("window.asked") == 1
    first = page.locator("#place-list .item").first
    expect(first).to_have_attribute("data-pick", f"a{here['id']}")
    expect(page.locator(".here-dot")).to_be_visible()
    assert "at=" not in page.url  # where somebody is never stands in an address that they may send on
    first.tap()
    page.get_by_role("link", name="くわしく見る").tap()
    expect(page.locator("h1")).to_have_text(here["name"])


def test_choices_show_how_many_and_can_be_sent_on(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    page.locator("#filter-button").click()
    monday = page.locator("[data-count='when:mo']")
    expect(monday).not_to_be_empty()
    number = monday.text_content()
    page.locator("#filter-dialog input[name=when][value=mo]").check()
    expect(page.locator("#filter-show")).to_have_text(f"{number}件を見る")
    expect(page.locator("#filter-made")).to_have_text("1")
    page.locator("#filter-show").click()
    expect(page.locator("#result-count")).to_have_text(re.compile(f"^{number}件"))
    expect(page).to_have_url(re.compile("[?&]when=mo"))
    page.reload()
    expect(page.locator("#result-count")).to_have_text(re.compile(f"^{number}件"))
    page.locator("#filter-button").click()
    expect(page.locator("#filter-dialog input[name=when][value=mo]")).to_be_checked()
    page.locator("#filter-clear").click()
    expect(page).not_to_have_url(re.compile("[?&]when="))


def test_whom_to_call_about_money_is_two_taps_away(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="相談したい").tap()
    phone.get_by_role("link", name="お金・家賃・借金のこと").tap()
    expect(phone.locator("h1")).to_have_text("お金・家賃・借金のこと")
    expect(phone.locator(".desk h3").first).to_be_visible()


def test_a_slip_of_the_finger_still_finds(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    page.locator("#search").fill("あおぞろの茶の間")
    expect(page.locator("#panel-places")).to_contain_text("名前の似ている場所を出しています。")
    expect(page.locator("#place-list .item__name").first).to_have_text("あおぞらの茶の間")


def test_a_town_is_gone_to_by_its_name(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    page.locator("#search").fill("本町")
    town = page.locator(".spot").filter(has_text="このあたりを見る").first
    town.click()
    expect(page.locator("#search")).to_have_value("")
    expect(page.locator("#result-count")).to_have_text(re.compile("^139件"))


def test_k6_pages_flow_into_the_smallest_screen(new_context: OpenContext) -> None:
    page = new_context(**SMALLEST).new_page()
    for path in PAGES:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        expect_no_sideways_scroll(page)


def test_k2_from_the_search_to_a_report_by_keyboard(without_webgl: Page, assets: Rows) -> None:
    page = without_webgl
    wanted = next(asset for asset in assets if asset["name"] == "あおぞらの茶の間")
    page.goto("/")
    page.locator("#search").focus()
    page.keyboard.type("あおぞらの茶の間")
    page.keyboard.press("Enter")
    expect(page.locator("#place-list .item").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_be_focused()
    go_to(page, "違っている・なくなったことを知らせる")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/report\?place={wanted['id']}\b"))


def test_k2_choices_are_made_by_keyboard(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    page.locator("#filter-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#filter-title")).to_be_focused()
    box = page.locator("#filter-dialog input[name=for][value=old]")
    for _ in range(40):
        if box.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page).to_have_url(re.compile("[?&]for=old"))
    page.keyboard.press("Escape")
    expect(page.locator("#filter-dialog")).to_be_hidden()
    expect(page.locator("#filter-button")).to_be_focused()


def test_k2_the_guide_is_walked_by_keyboard(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/guide")
    go_to(page, "もの忘れが心配")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("もの忘れが心配")
    go_to(page, page.locator(".desk h3 a").first.text_content() or "")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/places/\d+"))


def test_k13_the_list_of_ones_own_district_is_printed(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="わたしの校区").tap()
    phone.locator("#my-address").fill("本町一丁目")
    phone.locator("#my-form button").tap()
    phone.get_by_role("link", name="この校区の場所の一覧").first.tap()
    expect(phone.locator("#places-table tbody tr").first).to_be_visible()
    phone.evaluate("window.print = () => { window.printed = true; }")
    phone.get_by_role("button", name="この一覧を印刷する").tap()
    assert phone.evaluate("window.printed")
    phone.emulate_media(media="print")
    expect(phone.locator("#places-table")).to_be_visible()
    expect(phone.locator(".filter-form")).to_be_hidden()
    expect(phone.locator(".site-nav")).to_be_hidden()


def test_picked_places_stay_on_the_device_and_make_a_list(new_context: OpenContext, assets: Rows) -> None:
    first, second = [asset for asset in assets if asset["precision"] == "exact"][:2]
    context = new_context(**PHONE)
    page = context.new_page()
    page.goto("/my/list")
    expect(page.locator("h1")).to_have_text("わたしのリスト")
    expect(page.locator("#list-empty")).to_be_visible()
    for asset in (first, second):
        page.goto(f"/places/{asset['id']}")
        page.locator(".pick").tap()
        expect(page.locator(".pick")).to_contain_text("リストから外す")
    page.locator("[data-my-list]").tap()
    expect(page.locator(".desk h3")).to_have_text([first["name"], second["name"]])
    assert context.cookies() == []  # nobody but this device knows
    page.get_by_role("link", name="大きな字にする").tap()
    expect(page.locator(".desk h3")).to_have_text([first["name"], second["name"]])
    page.locator(".pick").first.tap()
    page.locator("#list-changed a").tap()
    expect(page.locator(".desk h3")).to_have_text([second["name"]])


def test_the_map_stands_inside_another_sites_page(
    new_context: OpenContext, watch: Watch, base_url: str
) -> None:
    theirs = Flask(__name__, static_folder=None)
    frame = f'<iframe title="地図" width="700" height="600" src="{base_url}/embed"></iframe>'
    icon = '<link rel="icon" href="data:,">'
    theirs.add_url_rule("/", view_func=lambda: f'<html lang="ja">{icon}<title>市民の会</title>{frame}')
    with serving(theirs) as address:
        elsewhere = address.replace("127.0.0.1", "localhost")
        watch.hosts.add(urlsplit(elsewhere).netloc)
        page = new_context().new_page()
        page.goto(elsewhere)
        inside = page.frame_locator("iframe")
        expect(inside.locator("#place-list .item").first).to_be_visible()
        expect(inside.locator(".site-nav")).to_have_count(0)
        expect(inside.locator("#here-button")).to_be_hidden()
        inside.locator("#place-list .item").first.click()
        with page.context.expect_page() as opened:
            inside.get_by_role("link", name="くわしく見る").click()
        expect(opened.value.locator("h1")).to_be_visible()


def test_the_map_that_was_last_seen_is_there_without_a_network(
    new_context: OpenContext, watch: Watch
) -> None:
    watch.expect("net::ERR_")
    watch.expect("Failed to load resource")
    context = new_context(service_workers="allow")
    page = context.new_page()
    open_map(page)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    open_map(page)  # the worker sees everything that this view needs
    number = page.locator("#result-count").text_content()
    context.set_offline(True)
    open_map(page)
    expect(page.locator("#result-count")).to_have_text(number or "")
    expect(page.locator("#place-list .item").first).to_be_visible()
    page.locator("#search").fill("あおぞら")
    expect(page.locator("#panel-places").get_by_role("alert")).to_contain_text("通信が切れています")
    context.set_offline(False)
    page.get_by_role("button", name="もう一度読み込む").click()
    expect(page.locator("#place-list .item__name").first).to_contain_text("あおぞら")


def test_k2_ones_own_district_and_its_list_by_keyboard(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/my")
    page.locator("#my-address").focus()
    page.keyboard.type("本町一丁目")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-title")).to_be_visible()
    go_to(page, "この校区の場所の一覧")
    page.keyboard.press("Enter")
    expect(page.locator("#places-table")).to_be_visible()


def test_k2_a_place_is_picked_and_the_list_opened_by_keyboard(new_context: OpenContext) -> None:
    page = new_context().new_page()
    page.goto("/places/1")
    name = page.locator("h1").text_content() or ""
    go_to(page, "☆リストに入れる")
    page.keyboard.press("Space")
    expect(page.locator(".pick")).to_contain_text("リストから外す")
    go_to(page, "わたしのリスト")
    page.keyboard.press("Enter")
    expect(page.locator(".desk h3")).to_have_text([name])


def test_k2_a_wrong_number_is_reported_by_keyboard(
    without_webgl: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "LEAST_S", 0)  # nobody writes that fast
    page = without_webgl
    page.goto("/report?place=1")
    page.locator("input[name=kind]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("input[name=kind]").first).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("電話がつながりません。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("知らせを受け取りました")


def test_k2_layers_are_switched_by_keyboard(page: Page) -> None:
    open_map(page)
    page.locator("#layers-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#layers-title")).to_be_focused()
    box = page.locator("#layers-dialog input[value=ibasho]")
    for _ in range(60):
        if box.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    expect(page).to_have_url(re.compile("[?&]l="))
    page.keyboard.press("Escape")
    expect(page.locator("#layers-button")).to_be_focused()


def go_to(page: Page, name: str) -> None:
    """To a link by Tab alone, with a ring that is seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("(document.activeElement.textContent ?? '').trim()")
        if at == name:
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert float(ring.removesuffix("px")) >= 2
            return
    raise AssertionError(f"Tab never came to {name}")
