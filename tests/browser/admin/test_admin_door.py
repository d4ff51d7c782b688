"""Holds who comes in, how one goes out, and what becomes of a page whose session has ended."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.accounts import PASSWORD, somebody
from tests.browser.admin.conftest import Hall
from tests.browser.admin.steps import FEWER, hand_in
from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.steps import expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser


def _log_in(page: Page, hall: Hall, password: str = PASSWORD) -> None:
    page.get_by_label("メールアドレス").fill(somebody(hall.engine))
    page.get_by_label("パスワード").fill(password)
    page.get_by_label("パスワード").press("Enter")


def test_in_by_the_foot_of_a_page_and_out_again(hall: Hall, new_context: OpenContext, watch: Watch) -> None:
    watch.expect("status of 40[034]")  # no districts are loaded here
    page = new_context().new_page()
    page.goto("/list")
    expect(page.locator('nav[aria-label="おもなページ"]')).not_to_contain_text("管理")
    page.locator("footer").get_by_role("link", name="職員のログイン").click()
    expect(page).to_have_url(re.compile("/account/login"))
    _log_in(page, hall, "ちがう合言葉かもしれない")
    expect(page.get_by_role("alert").first).to_contain_text("メールアドレスかパスワードが違います。")
    _log_in(page, hall)
    expect(page.locator("h1")).to_have_text("わたしのページ")
    page.get_by_role("link", name="データの取り込み").click()
    expect(page.locator("h1")).to_have_text("データ一覧")
    expect(page.locator('nav[aria-label="おもなページ"]')).to_be_visible()
    rooms = page.get_by_role("navigation", name="管理のページ")
    for title, heading in {
        "取り込む": "ファイルを取り込む",
        "要位置確認": "要位置確認",
        "利用者": "利用者",
        "データ一覧": "データ一覧",
    }.items():
        rooms.get_by_role("link", name=title).click()
        expect(page.locator("h1")).to_have_text(heading)
        expect(rooms.locator("[aria-current=page]")).to_have_text([title])
    page.goto("/account")
    page.get_by_role("button", name="ログアウトする").click()
    expect(page.locator("h1")).to_contain_text("地域資源マップ")
    page.goto("/data/places")
    expect(page.locator("h1")).to_have_text("ログイン")
    _log_in(page, hall)
    expect(page.locator("h1")).to_have_text("要位置確認")


def test_a_session_that_ends_is_told_where_one_is(hall: Hall, room: Page, watch: Watch) -> None:
    watch.expect("status of 403")
    page = room
    hall.gate.close()
    hand_in(page, FEWER)
    expect(page.locator("#progress-words")).to_contain_text("1件")
    run_page = page.url
    with hall.engine.begin() as connection:
        connection.execute(sa.text("update web_session set expires_at = now()"))
    expect(page.locator("#progress-words")).to_contain_text("利用時間が終わりました。")
    page.get_by_role("button", name="中止する").click()
    expect(page.locator("main")).to_contain_text("利用時間が終わりました。")
    page.get_by_role("link", name="ログインする").click()
    _log_in(page, hall)
    expect(page).to_have_url(run_page)
    expect(page.locator("#state")).to_have_text("読んでいます")


def test_an_invitation_leads_to_ones_own_page(hall: Hall, new_context: OpenContext) -> None:
    page = hall.let_in(new_context(**FINGERS))
    page.goto("/people")
    page.get_by_label("メールアドレス").fill("keikaku@example.jp")
    page.get_by_label("名前").fill("計画の人")
    page.get_by_label("役割").select_option("計画担当")
    page.get_by_role("button", name="招待のリンクを作る").click()
    link = page.locator(".account-link input").input_value()
    expect(page.locator("tbody")).to_contain_text("招待中")
    expect_no_sideways_scroll(page)
    expect_no_violation(page)
    invited = new_context(**FINGERS).new_page()
    invited.goto(link)
    for label in ("パスワード", "もう一度"):
        invited.get_by_label(label, exact=False).last.fill("とても長い合言葉です2026")
    invited.locator('input[name="password"]').fill("とても長い合言葉です2026")
    expect_no_violation(invited)
    invited.locator("form.sheet-form button").click()
    invited.get_by_label("メールアドレス").fill("keikaku@example.jp")
    invited.get_by_label("パスワード").fill("とても長い合言葉です2026")
    expect_no_violation(invited)
    invited.get_by_role("button", name="ログインする").click()
    expect(invited.locator("h1")).to_have_text("わたしのページ")
    expect(invited.locator(".lead").first).to_contain_text("計画の人 さん（計画担当")
    expect_no_sideways_scroll(invited)
    expect_no_violation(invited)
    for path in ("/account/password", "/account/two-factor"):
        invited.goto(path)
        expect_no_sideways_scroll(invited)
        expect_no_violation(invited)


def test_the_register_tells_what_is_loaded(room: Page) -> None:
    page = room
    page.goto("/data")
    row = page.locator(".table--register tbody tr").filter(has_text="小学校区")
    for words in ("国土交通省", "平成28年", "WGS84 経緯度", "EPSG:4326", "2件", "番号"):
        expect(row).to_contain_text(words)
    row.get_by_role("link", name=re.compile("^番号")).click()
    expect(page.locator("h1")).to_have_text("小学校区の取り込み")
