"""Holds the map page as a resident meets it: what stands first, searching, places and districts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    AS_OF,
    SOURCE,
    choose_district,
    choose_place,
    colours,
    fact,
    figure,
    middle,
    on_screen,
    open_map,
    page_data,
    people,
    percent,
    place,
)

pytestmark = pytest.mark.browser

Rows = list[dict[str, Any]]


def test_first_view_says_what_it_shows_as_of_when_and_from_whom(page: Page, assets: Rows) -> None:
    open_map(page)
    expect(page).to_have_title(re.compile("^みんなの地図"))
    expect(page.locator("#legend")).to_have_attribute("open", "")
    ramp = next(layer for layer in page_data(page)["layers"] if layer["key"] == "aging_rate")
    expect(page.locator("#legend-body li")).to_have_text([*ramp["style"]["words"], "不明"])
    expect(page.locator("#legend-body")).to_contain_text(f"{AS_OF}・{SOURCE}")
    expect(page.locator("#credits summary")).to_contain_text(SOURCE)
    page.locator("#credits summary").click()
    expect(page.locator("#credits-body")).to_contain_text("見本データ（架空）")
    expect(page.locator("#credits-body")).to_contain_text("CC0 1.0")
    shown = {layer["key"] for layer in page_data(page)["layers"] if layer["shown"]}
    number = sum(asset["layer"] in shown for asset in assets)
    expect(page.locator("#result-count")).to_have_text(f"{number}件・地図の中心から近い順")
    expect(page.locator("#map-status")).to_be_empty()


def test_list_of_districts_is_the_servers_answer(without_webgl: Page, districts: dict[str, Any]) -> None:
    page = without_webgl
    page.goto("/")
    page.get_by_role("tab", name="校区").click()
    expect(page.locator("#result-count")).to_have_text("30校区・高齢化率の高い順")
    rows = sorted(districts["districts"], key=lambda row: (-row["aging_rate"], row["id"]))
    items = page.locator("#district-list .item")
    expect(items.locator(".item__name")).to_have_text([row["name"] for row in rows])
    expect(items.locator(".item__figure")).to_have_text([percent(row["aging_rate"]) for row in rows])
    places = [f"人口 {people(row['people'])}・場所 {row['asset_total']}か所" for row in rows]
    expect(items.locator(".item__body .item__sub")).to_have_text(places)


def test_districts_have_the_colour_that_the_legend_gives_their_rate(
    page: Page, districts: dict[str, Any]
) -> None:
    centre, zoom, half = [141.5916, 35.2503], 9.95, 150  # so far away that no name lies over a colour
    page.set_viewport_size({"width": 800, "height": 600})  # a larger window can't show so little
    open_map(page, f"?l=aging_rate&m={zoom}/{centre[1]}/{centre[0]}")
    style = next(layer["style"] for layer in page_data(page)["layers"] if layer["key"] == "aging_rate")
    at = middle(page)
    clip = {"x": int(at[0]) - half, "y": int(at[1]) - half, "width": 2 * half, "height": 2 * half}

    def drawn() -> dict[str, str]:
        seen, found = colours(page, page.screenshot(clip=clip)), {}  # type: ignore[arg-type]
        for row in districts["districts"]:
            right, down = on_screen(row["label"], centre, zoom)
            found[row["name"]] = seen[int(at[1] - clip["y"] + down)][int(at[0] - clip["x"] + right)]
        return found

    wanted = {
        row["name"]: style["colours"][sum(row["aging_rate"] >= limit for limit in style["breaks"])]
        for row in districts["districts"]
    }
    assert drawn() == wanted
    assert len(set(wanted.values())) == 5
    page.locator("#layers-button").click()
    page.locator("input[name=ramp][value='']").check()
    page.locator("#layers-close").click()
    page.locator(".maplibregl-ctrl-zoom-in").hover()  # nothing under the mouse but a button
    assert not set(drawn().values()) & set(wanted.values())


def test_search_follows_each_letter_in_any_script(without_webgl: Page, assets: Rows) -> None:
    page = without_webgl
    page.goto("/")
    items = page.locator("#place-list .item")
    everything = page.locator("#result-count").text_content()
    wanted = next(asset for asset in assets if asset["name"] == "あおぞらの茶の間")
    for text in ("あおぞらの茶の間", "アオゾラノチャノマ", "ｱｵｿﾞﾗﾉﾁｬﾉﾏ", "茶の間　あおぞら台"):
        page.locator("#search").fill(text)
        expect(page.locator("#result-count")).to_have_text("1件・地図の中心から近い順")
        expect(items).to_have_count(1)
        expect(place(page, wanted["id"])).to_contain_text(wanted["address"])
    page.locator("#search").press("Enter")
    expect(items).to_be_focused()
    page.get_by_role("tab", name="校区").click()
    page.locator("#search").fill("髙見")
    expect(page.locator("#district-list .item__name")).to_have_text(["髙見小学校区"])
    page.get_by_role("tab", name="場所").click()
    page.locator("#search").fill("どこにもない場所")
    expect(page.locator("#panel-places")).to_contain_text(
        "「どこにもない場所」に合うものは見つかりませんでした。"
    )
    page.locator("#panel-places").get_by_role("button", name="さがす言葉を消す").click()
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")
    expect(page.locator("#result-count")).to_have_text(everything or "")


def test_a_long_list_goes_on_by_a_button(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/")
    items = page.locator("#place-list .item")
    expect(items).to_have_count(50)
    more = page.get_by_role("button", name="もっと見る")
    expect(more).to_have_text("もっと見る（残り89件）")
    more.click()
    expect(items).to_have_count(100)
    expect(items.nth(50)).to_be_focused()
    more.click()
    expect(items).to_have_count(139)
    expect(more).to_have_count(0)


def test_a_place_is_told_in_full_with_what_is_not_known(page: Page, assets: Rows) -> None:
    asset = next(a for a in assets if a["phones"] and a["hours"] and not a["fee"] and a["layer"] == "ibasho")
    open_map(page)
    choose_place(page, asset)
    expect(page.locator("#detail-title")).to_be_focused()
    expect(fact(page, "住所")).to_have_text(asset["address"])
    expect(fact(page, "時間")).to_have_text(asset["hours"])
    expect(fact(page, "費用")).to_have_text("未確認")
    number = asset["phones"][0]["number"]
    call = fact(page, "電話").get_by_role("link", name=number)
    expect(call).to_have_attribute("href", f"tel:{number.replace('-', '')}")
    expect(page.locator("#detail")).to_contain_text("まだ確かめていません。お出かけの前にお確かめください。")
    expect(page.locator("#detail")).to_contain_text("出典: 見本データ（架空）")
    expect(page.locator(".maplibregl-popup .popup__name")).to_have_text(asset["name"])
    expect(page).to_have_url(re.compile(rf"[?&]a={asset['id']}\b"))
    page.locator("#detail-close").click()
    expect(page.locator("#detail")).to_be_hidden()
    expect(page.locator(".maplibregl-popup")).to_have_count(0)
    expect(place(page, asset["id"])).to_be_focused()


def test_what_is_not_known_of_a_place_is_said_not_left_out(without_webgl: Page, assets: Rows) -> None:
    page = without_webgl
    unknown = next(a for a in assets if a["layer"] == "cafe" and not a["phones"] and not a["hours"])
    page.goto(f"/?a={unknown['id']}")
    expect(page.locator("#detail-title")).to_have_text(unknown["name"])
    for title in ("電話", "時間", "費用"):
        expect(fact(page, title)).to_have_text("未確認")


def test_a_place_known_roughly_or_not_at_all_says_so(page: Page, assets: Rows) -> None:
    open_map(page)
    rough = next(asset for asset in assets if asset["precision"] == "町丁目")
    choose_place(page, rough)
    expect(page.locator("#detail")).to_contain_text("おおよその位置です。町丁目までしか示していません。")
    expect(page.locator(".maplibregl-popup")).to_contain_text("おおよその位置です（町丁目まで）")
    page.keyboard.press("Escape")
    lost = next(asset for asset in assets if asset["lat"] is None and asset["layer"] == "kodomo_shokudo")
    page.locator("#search").fill(lost["name"])
    expect(place(page, lost["id"]).locator(".item__side")).to_have_text("要位置確認")
    choose_place(page, lost)
    expect(page.locator("#detail")).to_contain_text("位置を確かめている場所です。地図には出ていません。")
    expect(page.locator(".maplibregl-popup")).to_have_count(0)


def test_a_district_shows_four_figures_beside_the_citys(
    without_webgl: Page, districts: dict[str, Any]
) -> None:
    page = without_webgl
    row = max(districts["districts"], key=lambda each: each["aging_rate"])
    city = districts["city"]
    page.goto("/")
    choose_district(page, row)
    expect(page.locator("#detail-title")).to_be_focused()
    expect(page.locator("#detail .figure__value")).to_have_text(
        [
            people(row["people"]),
            percent(row["aging_rate"]),
            people(row["people_75"]),
            f"{row['asset_total']}か所",
        ]
    )
    expect(figure(page, "人口")).to_contain_text(f"見本市 {people(city['people'])}")
    expect(figure(page, "高齢化率")).to_contain_text(f"見本市 {percent(city['aging_rate'])}")
    expect(figure(page, "高齢化率")).to_contain_text(
        f"見本市より{row['aging_rate'] - city['aging_rate']:.1f}ポイント高い"
    )
    expect(figure(page, "75歳以上")).to_contain_text(f"見本市 {percent(city['late_rate'])}")
    expect(figure(page, "場所の数")).to_contain_text("1校区の平均")
    expect(page.locator("#detail .figures-note")).to_contain_text(f"{AS_OF}現在の推計。")
    expect(page.locator("#detail .figures-note")).to_contain_text("出典: 見本データ（架空）")
    page.locator("#detail").get_by_role("link", name="この校区を一覧で見る").click()
    expect(page).to_have_url(re.compile(rf"/list\?.*district={row['id']}\b"))
    expect(page.locator("#filter-district")).to_have_value(str(row["id"]))


def test_district_and_its_places_lead_to_each_other(
    without_webgl: Page, districts: dict[str, Any], assets: Rows
) -> None:
    page = without_webgl
    row = max(districts["districts"], key=lambda each: each["asset_total"])
    inside = [asset for asset in assets if asset["district_id"] == row["id"] and asset["layer"] == "ibasho"]
    page.goto(f"/?d={row['id']}")
    expect(page.locator("#detail-title")).to_have_text(row["name"])
    kind = page.locator("#detail details.kind").filter(has_text="居場所・サロン")
    expect(kind.locator(".kind__count")).to_have_text(str(len(inside)))
    if kind.get_attribute("open") is None:
        kind.locator("summary").click()
    kind.get_by_role("button", name=inside[0]["name"], exact=True).click()
    expect(page.locator("#detail-title")).to_have_text(inside[0]["name"])
    fact(page, "校区").get_by_role("button", name=row["name"]).click()
    expect(page.locator("#detail-title")).to_have_text(row["name"])


def test_a_click_on_the_map_opens_the_pin_or_the_district_under_it(
    page: Page, districts: dict[str, Any], assets: Rows
) -> None:
    asset = next(a for a in assets if a["layer"] == "hachimaru" and a["precision"] == "exact")
    open_map(page, f"?l=hachimaru&m=16/{asset['lat']}/{asset['lon']}")
    page.mouse.click(*middle(page))
    expect(page.locator("#detail-title")).to_have_text(asset["name"])
    expect(page.locator(".maplibregl-popup .popup__name")).to_have_text(asset["name"])
    page.locator(".maplibregl-popup").get_by_role("button", name="閉じる").click()
    expect(page.locator("#detail")).to_be_hidden()
    row = districts["districts"][0]
    lon, lat = row["label"]
    open_map(page, f"?l=aging_rate&m=14/{lat}/{lon}")
    page.mouse.click(*middle(page))
    expect(page.locator("#detail-title")).to_have_text(row["name"])
    expect(page).to_have_url(re.compile(rf"[?&]d={row['id']}\b"))


def test_the_list_is_sorted_from_the_middle_of_the_map(page: Page, assets: Rows) -> None:
    asset = next(a for a in assets if a["layer"] == "hachimaru" and a["precision"] == "exact")
    open_map(page, f"?l=hachimaru&m=15/{asset['lat']}/{asset['lon']}")
    first = page.locator("#place-list .item").first
    expect(first).to_have_attribute("data-pick", f"a{asset['id']}")
    expect(first.locator(".item__side")).to_have_text("10m")
