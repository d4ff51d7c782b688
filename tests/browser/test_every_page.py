"""Holds what all pages share: where the reader is, which city, how large the letters are, what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import Engine

from importers._record import File
from tests.browser.conftest import OpenContext, Watch, serving
from tests.browser.steps import WHOLE_MAP
from tests.conftest import site
from tests.gisapp.ingest.files import HERE, city_file, districts_file, geojson, load, places_file, square

pytestmark = pytest.mark.browser

PAGES = {
    "みる": "/",
    "一覧": "/list",
    "地区": "/districts",
    "分析": "/gaps",
    "データ": "/sources",
    "使い方": "/help",
}


def test_the_menu_says_where_the_reader_is(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/list")
    menu = page.locator('nav[aria-label="おもなページ"]')
    for title, path in [*PAGES.items(), ("みる", "/")]:
        menu.get_by_role("link", name=title, exact=True).click()
        expect(page).to_have_url(re.compile(f"{re.escape(path)}$"))
        expect(menu.locator("[aria-current=page]")).to_have_text([title])
        expect(page.locator(".sample-banner")).to_contain_text("架空のデータです")
        expect(page.locator(".sample-banner")).to_contain_text("見本市は実在しません。")
        expect(page.locator("h1")).to_have_count(1)
        expect(page).to_have_title(re.compile("見本市 地域資源マップ$"))


def test_letters_stay_as_large_as_they_were_chosen(new_context: OpenContext) -> None:
    page = new_context().new_page()
    page.goto("/list")
    size = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="特大").click()
    expect(page.locator("html")).to_have_attribute("data-text-size", "largest")
    largest = page.evaluate(size)
    assert largest > 1.2 * before
    for path in ("/sources", "/gaps"):
        page.goto(path)
        expect(page.get_by_role("button", name="特大")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("button", name="標準")).to_have_attribute("aria-pressed", "false")
        assert page.evaluate(size) == largest
    page.get_by_role("button", name="標準").click()
    page.reload()
    expect(page.get_by_role("button", name="標準")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(size) == before


def test_a_page_that_is_not_there_leads_back(without_webgl: Page, watch: Watch) -> None:
    page = without_webgl
    watch.expect("status of 404")
    for path in ("/nothing", "/list?city=132012"):
        page.goto(path)
        expect(page.locator("h1")).to_have_text("見つかりませんでした")
        expect(page.locator("main")).not_to_contain_text("Not Found")
        page.get_by_role("link", name="地図へ").click()
        expect(page.locator("#result-count")).to_have_text(re.compile("^139件"))


def test_sources_tell_dates_rows_and_what_was_wrong(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/sources")
    table = page.locator("#sources-table tbody")
    for title in ("小学校区", "人口メッシュ（国勢調査）", "居場所・サロン", "こども食堂"):
        row = table.locator("tr").filter(has=page.locator("th", has_text=re.compile(f"^{re.escape(title)}")))
        expect(row).to_have_count(1)
        expect(row).to_contain_text("見本データ（架空）")
        expect(row.locator(".cell-date")).to_contain_text(re.compile(r"令和|平成"))
        expect(row).to_contain_text("CC0 1.0")
    problems = page.locator("#problems details").first
    problems.locator("summary").click()
    expect(problems.locator("li").first).to_be_visible()
    expect(problems.locator("li").first).to_contain_text(re.compile(r"[ぁ-ん]"))


def test_the_lists_of_the_list_page_are_filtered_and_sorted(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/list")
    page.locator("#filter-q").fill("ｱｵｿﾞﾗﾉﾁｬﾉﾏ")
    page.locator("#filter-q").press("Enter")
    expect(page.locator("#places-table tbody tr")).to_have_count(1)
    expect(page.locator("#places-table tbody tr")).to_contain_text("あおぞらの茶の間")
    page.locator("#places-table tbody a").first.click()
    expect(page.locator("h1")).to_have_text("あおぞらの茶の間")
    page.get_by_role("link", name="地図で見る").click()
    expect(page.locator("#detail-title")).to_have_text("あおぞらの茶の間")
    page.goto("/list?place=missing")
    rows = page.locator("#places-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.locator(".tag--warn")).to_have_text(["要位置確認"] * 3)
    page.goto("/list")
    page.locator("#districts-table").get_by_role("button", name="高齢化率").click()
    expect(page.locator("#districts-table tbody th").first).to_have_text("見本台小学校区")
    page.locator("#districts-table").get_by_role("button", name="高齢化率").click()
    expect(page.locator("#districts-table tbody th").first).to_have_text("緑が丘小学校区")


@pytest.fixture
def two_cities(engine: Engine, tmp_path: Path, watch: Watch) -> Iterator[str]:
    """A site with the sample city, its districts and a place, but no people; and a real one, empty yet."""
    west, south = 139.30, 35.65
    names = {"N03_001": "東京都", "N03_002": None, "N03_003": None, "N03_004": "八王子市", "N03_007": "13201"}
    outline = {"type": "Polygon", "coordinates": square(west, south, 0.04)}
    load(engine, tmp_path, "city_area", city_file())
    load(engine, tmp_path, "elementary_district", districts_file(["東小学校", "西小学校"]))
    place = f"見本の出張所,{HERE[1] + 0.01},{HERE[0] + 0.01},見本市東一丁目1"
    load(engine, tmp_path, "city_office", places_file([place]))
    load(engine, tmp_path, "city_area", File("N03-20_13201.geojson", geojson([(names, outline)])))
    with site(engine) as app, serving(app) as address:
        watch.hosts.add(address.removeprefix("http://"))
        yield address


def test_the_municipality_is_switched_on_every_page_and_stays(
    two_cities: str, without_webgl: Page, watch: Watch
) -> None:
    page = without_webgl
    watch.expect(r"status of 4\d\d")  # nobody has loaded people: there are no figures
    page.goto(f"{two_cities}/sources")
    switch = page.locator("#city-switch")
    expect(switch.locator(".city-switch__name")).to_have_text("八王子市")  # real ones come before the sample
    expect(page.locator(".sample-banner")).to_have_count(0)
    switch.locator("summary").click()
    expect(switch.locator("[aria-current=true]")).to_contain_text("八王子市")
    switch.get_by_role("link", name="見本市").click()
    expect(page).to_have_url(re.compile(r"/sources\?city=990019$"))
    expect(page.locator(".sample-banner")).to_be_visible()
    menu = page.locator('nav[aria-label="おもなページ"]')
    menu.get_by_role("link", name="一覧").click()
    expect(switch.locator(".city-switch__name")).to_have_text("見本市")
    expect(page.locator("#places-table tbody tr")).to_have_count(1)
    expect(page.locator("#places-table tbody tr")).to_contain_text("見本の出張所")
    page.locator("#filter-q").fill("出張所")
    page.get_by_role("button", name="しぼりこむ").click()
    expect(page).to_have_url(re.compile("city=990019"))
    menu.get_by_role("link", name="みる").click()
    expect(page).to_have_url(re.compile(r"/\?city=990019$"))
    expect(page.locator('#chips .chip[data-layer="city_office"] .chip__count')).to_have_text("1")
    switch.locator("summary").click()
    switch.get_by_role("link", name="八王子市").click()
    expect(page.locator("h1")).to_have_text("八王子市の地域資源マップ")
    expect(page.locator("#chips .chip")).to_have_count(0)


def test_places_are_shown_where_districts_have_no_figures_yet(
    two_cities: str, new_context: OpenContext, watch: Watch
) -> None:
    watch.expect(r"status of 4\d\d")
    page = new_context().new_page()
    page.goto(f"{two_cities}/?city=990019&l=city_office,elementary_district,aging_rate")
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    expect(page.locator("#map-status")).to_contain_text("校区の数字は出せません。")
    page.locator("#place-list .item").click()
    expect(page.locator("#detail-title")).to_have_text("見本の出張所")
    expect(page.locator(".maplibregl-popup .popup__name")).to_have_text("見本の出張所")
