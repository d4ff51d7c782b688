"""Holds what is left where something is missing: WebGL, JavaScript, tiles, the API, the network."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, Watch
from tests.browser.steps import NO_MAP, choose_district, choose_place, open_map, percent

pytestmark = pytest.mark.browser

Rows = list[dict[str, Any]]


@pytest.fixture
def without_javascript(new_context: OpenContext) -> Page:
    """A page in a browser whose owner allows no scripts."""
    return new_context(java_script_enabled=False).new_page()


def test_without_webgl_a_picture_stands_for_the_map(
    without_webgl: Page, districts: dict[str, Any], assets: Rows
) -> None:
    page = without_webgl
    page.goto("/")
    expect(page.locator(NO_MAP)).to_be_attached()
    expect(page.locator("#map-fallback")).to_contain_text("この端末では、動く地図を表示できません。")
    picture = page.locator("#map-fallback img")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("alt", re.compile("高齢化率を色分けした地図"))
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    choose_place(page, next(asset for asset in assets if asset["layer"] == "ibasho"))
    page.keyboard.press("Escape")
    row = districts["districts"][0]
    choose_district(page, row)
    expect(page.locator("#detail .figure__value").nth(1)).to_have_text(percent(row["aging_rate"]))
    page.locator("#map-fallback").get_by_role("link", name="一覧のページへ").click()
    expect(page).to_have_url(re.compile("/list"))


def test_k3_without_webgl_the_gaps_page_keeps_its_table(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    expect(page.locator(NO_MAP)).to_be_attached()
    expect(page.locator("#map-fallback img")).to_be_visible()
    expect(page.locator("#gaps-table tbody tr")).to_have_count(30)
    page.get_by_role("button", name="高齢化率").click()
    expect(page.locator("#gaps-table thead th[aria-sort]")).to_contain_text("高齢化率")
    page.locator("#gaps-table tbody tr").first.locator("a").click()
    expect(page.locator("#district h3")).to_have_text("見本台小学校区")


def test_without_javascript_the_map_page_shows_a_picture_and_the_way_to_the_list(
    without_javascript: Page,
) -> None:
    page = without_javascript
    page.goto("/")
    # Playwright's own text search leaves out what stands in <noscript>
    expect(page.locator("#map-area noscript .notice")).to_be_visible()
    expect(page.locator("#map-area noscript .notice")).to_contain_text("動く地図を表示できません")
    expect(page.locator("#map-area noscript img")).to_be_visible()
    expect(page.locator("#map-area noscript a")).to_have_attribute("href", "/list")
    for dead in ("#layers-button", "#tab-row", "[data-text-size-control]"):
        expect(page.locator(dead)).to_be_hidden()
    page.locator("#search").fill("茶の間")
    page.get_by_role("button", name="さがす").click()
    expect(page).to_have_url(re.compile("/list"))
    expect(page.locator("#filter-q")).to_have_value("茶の間")
    expect(page.locator("#places-table tbody tr").first).to_contain_text("茶の間")


def test_k3_without_javascript_the_list_is_complete(
    without_javascript: Page, districts: dict[str, Any], assets: Rows
) -> None:
    page = without_javascript
    page.goto("/list")
    seen: list[str] = []
    while True:
        rows = page.locator("#places-table tbody tr")
        seen += [str(row) for row in rows.evaluate_all("rows => rows.map((row) => row.id)")]
        following = page.locator(".pager").get_by_role("link", name="次の100件")
        if not following.count():
            break
        before = page.url
        following.click()
        expect(page).not_to_have_url(before)
    assert sorted(seen) == sorted(f"asset-{asset['id']}" for asset in assets)
    for row in (districts["districts"][0], districts["districts"][-1]):
        told = page.locator(f"#district-{row['id']}")
        expect(told).to_contain_text(row["name"])
        expect(told).to_contain_text(percent(row["aging_rate"]))
        expect(told).to_contain_text(f"{row['people']:,}")
    expect(page.locator("#districts-table tbody tr")).to_have_count(30)
    page.locator("#filter-layer").select_option("hachimaru")
    page.get_by_role("button", name="しぼりこむ").click()
    expect(page.locator("#places-table tbody tr")).to_have_count(5)
    page.locator("#filter-place").select_option("missing")
    page.get_by_role("button", name="しぼりこむ").click()
    expect(page.get_by_text("条件に合う場所は見つかりませんでした。")).to_be_visible()
    page.get_by_role("link", name="条件を消してすべて見る").click()
    expect(page.locator("#places-table tbody tr")).to_have_count(100)


def test_without_javascript_the_gaps_page_answers(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/gaps")
    before = page.locator("#answer-text").text_content() or ""
    page.locator("#q-target").select_option("75+")
    page.locator("#q-within").fill("300")
    page.get_by_role("button", name="調べる").click()
    expect(page.locator("#answer-text")).not_to_have_text(before)
    expect(page.locator("#answer-text")).to_contain_text("75歳以上の人の半数以上が300m以内に")
    expect(page.locator("#q-target")).to_have_value("75+")
    expect(page.locator("#q-within")).to_have_value("300")
    expect(page.locator("#gaps-table tbody tr")).to_have_count(30)
    notice = page.locator("#panel-map noscript .notice")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("数字はすべて表にあります。")
    expect(page.locator("#panel-map noscript img")).to_be_visible()
    for dead in ("#gaps-tabs", "#q-within-slide", "#share-copy", "#map-places", ".question__live"):
        expect(page.locator(dead)).to_be_hidden()
    name = page.locator("#gaps-table tbody .row-link").nth(2)
    told = name.text_content() or ""
    name.click()
    expect(page.locator("#district h3")).to_have_text(told)
    expect(page.locator("#q-within")).to_have_value("300")
    page.locator("#expert summary").click()
    page.locator("#q-w-uncovered_people").fill("0")
    page.get_by_role("button", name="この条件で調べる").click()
    expect(page.locator("#q-w-uncovered_people")).to_have_value("0")


def test_failing_tiles_are_told_and_the_list_goes_on(
    new_context: OpenContext, watch: Watch, assets: Rows
) -> None:
    watch.expect("ERR_FAILED|AJAXError|Failed to fetch")
    page = new_context().new_page()
    page.route("**/tiles/**", lambda route: route.abort())
    open_map(page)
    expect(page.locator("#map-status")).to_have_text(
        "地図の一部を読み込めませんでした。通信の状態をお確かめください。"
    )
    choose_place(page, next(asset for asset in assets if asset["layer"] == "ibasho"))


def test_failing_places_are_told_with_a_way_on(new_context: OpenContext, watch: Watch) -> None:
    watch.expect("status of 503|answer 503")
    page = new_context().new_page()
    refusal = {"error": {"code": "X-1", "message": "準備中です。", "remedy": "少し待ってください。"}}
    page.route("**/api/find*", lambda route: route.fulfill(status=503, json=refusal))
    page.goto("/")
    page.locator("#search").fill("本町")  # the first places came with the page
    trouble = page.locator("#panel-places [role=alert]")
    expect(trouble).to_contain_text("準備中です。")
    expect(trouble).to_contain_text("少し待ってください。")
    expect(trouble.get_by_role("link", name="一覧のページで見る")).to_have_attribute(
        "href", re.compile("^/list")
    )
    page.unroute("**/api/find*")
    trouble.get_by_role("button", name="もう一度読み込む").click()
    expect(page.locator("#place-list .item").first).to_be_visible()


def test_failing_figures_leave_the_places(new_context: OpenContext, watch: Watch) -> None:
    watch.expect("ERR_FAILED")
    page = new_context().new_page()
    page.route("**/api/districts*", lambda route: route.abort())
    open_map(page)
    expect(page.locator("#result-count")).to_have_text(re.compile("^139件"))
    expect(page.locator("#map-status")).to_have_text("データを読み込めませんでした。校区の数字は出せません。")


def test_a_missing_map_library_leaves_picture_and_list(new_context: OpenContext, watch: Watch) -> None:
    watch.expect("ERR_FAILED")
    page = new_context().new_page()
    page.route("**/maplibre-gl.mjs", lambda route: route.abort())
    page.goto("/")
    expect(page.locator(NO_MAP)).to_be_attached()
    expect(page.locator("#map-fallback")).to_contain_text("動く地図を読み込めませんでした。")
    expect(page.locator("#map-fallback img")).to_be_visible()
    expect(page.locator("#result-count")).to_have_text(re.compile("^139件"))


def test_a_lost_network_is_told(new_context: OpenContext, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    context = new_context()
    page = context.new_page()
    open_map(page)
    context.set_offline(True)
    expect(page.locator("#map-status")).to_contain_text("通信が切れています。")
    page.locator("#place-list .item").first.click()
    expect(page.locator("#detail-title")).to_be_visible()  # what is here goes on working
    context.set_offline(False)
    expect(page.locator("#map-status")).to_be_empty()
