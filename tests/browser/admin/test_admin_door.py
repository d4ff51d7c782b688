"""Holds who comes in, how one goes out, and what becomes of a page whose session has ended."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from gisapp.key import admin_key
from tests.browser.admin.conftest import Hall
from tests.browser.admin.steps import FEWER, hand_in
from tests.browser.conftest import OpenContext, Watch

pytestmark = pytest.mark.browser


def test_in_by_the_foot_of_a_page_and_out_again(hall: Hall, new_context: OpenContext, watch: Watch) -> None:
    watch.expect("status of 403")
    page = new_context().new_page()
    page.goto("/list")
    expect(page.locator('nav[aria-label="おもなページ"]')).not_to_contain_text("管理")
    page.locator("footer").get_by_role("link", name="管理者の入口").click()
    expect(page).to_have_url(re.compile("/data/enter"))
    key = page.get_by_label("管理者の鍵")
    key.fill("ちがう鍵")
    key.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("鍵が違います。")
    expect(key).to_have_attribute("aria-invalid", "true")
    key.fill(f" {admin_key(hall.data_dir)} ")
    key.press("Enter")
    expect(page.locator("h1")).to_have_text("データ一覧")
    expect(page.locator('nav[aria-label="おもなページ"]')).to_be_visible()
    rooms = page.get_by_role("navigation", name="管理のページ")
    for title, heading in {
        "取り込む": "ファイルを取り込む",
        "要位置確認": "要位置確認",
        "データ一覧": "データ一覧",
    }.items():
        rooms.get_by_role("link", name=title).click()
        expect(page.locator("h1")).to_have_text(heading)
        expect(rooms.locator("[aria-current=page]")).to_have_text([title])
    page.get_by_role("button", name="管理を終える").click()
    expect(page.locator("h1")).to_contain_text("地域資源マップ")
    page.goto("/data/places")
    expect(page.locator("h1")).to_have_text("管理者の入口")


def test_a_session_that_ends_is_told_where_one_is(hall: Hall, room: Page, watch: Watch) -> None:
    watch.expect("status of 403")
    page = room
    hall.gate.close()
    hand_in(page, FEWER)
    expect(page.locator("#progress-words")).to_contain_text("1件")
    run_page = page.url
    with hall.engine.begin() as connection:
        connection.execute(sa.text("update admin_session set expires_at = now()"))
    expect(page.locator("#progress-words")).to_contain_text("管理者としての利用時間が終わりました。")
    page.get_by_role("button", name="中止する").click()
    expect(page.get_by_role("alert")).to_contain_text("管理者としての利用時間が終わりました。")
    page.get_by_label("管理者の鍵").fill(admin_key(hall.data_dir))
    page.get_by_role("button", name="入る").click()
    expect(page).to_have_url(run_page)
    expect(page.locator("#state")).to_have_text("読んでいます")


def test_the_register_tells_what_is_loaded(room: Page) -> None:
    page = room
    page.goto("/data")
    row = page.locator(".table--register tbody tr").filter(has_text="小学校区")
    for words in ("国土交通省", "平成28年", "WGS84 経緯度", "EPSG:4326", "2件", "番号"):
        expect(row).to_contain_text(words)
    row.get_by_role("link", name=re.compile("^番号")).click()
    expect(page.locator("h1")).to_have_text("小学校区の取り込み")
