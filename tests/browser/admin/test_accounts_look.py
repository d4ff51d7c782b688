"""Holds the pages about accounts to axe in light and dark, on a phone and at a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gisapp.accounts.rights import Role
from tests.accounts import NAME, PASSWORD, Telephone, somebody
from tests.browser.admin.conftest import Hall
from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.steps import expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser

SIZES = [FINGERS, {"viewport": {"width": 1280, "height": 800}}]


def _looks_well(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_have_text(heading)
    expect_no_sideways_scroll(page)
    expect_no_violation(page)


def _set_up(page: Page) -> Telephone:
    """Sets a second factor up; the telephone with its key."""
    page.goto("/account/two-factor")
    _looks_well(page, "二段階認証")
    page.get_by_role("button", name="進む").click()
    expect(page.locator(".account-qr")).to_be_visible()
    _looks_well(page, "二段階認証")
    telephone = Telephone(page.locator(".account-key").inner_text())
    page.get_by_label("アプリに出た6桁の番号").fill(telephone.code(-1))
    page.get_by_role("button", name="使いはじめる").click()
    expect(page.locator("h1")).to_have_text("わたしのページ")
    return telephone


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_the_people_of_an_office(
    hall: Hall, new_context: OpenContext, watch: Watch, size: dict[str, Any]
) -> None:
    watch.expect("status of 400")
    somebody(hall.engine, Role.PLANNER)
    page = hall.let_in(new_context(**size))
    page.goto("/people")
    _looks_well(page, "利用者")
    page.get_by_role("row").filter(has_text="計画担当").get_by_role("link").click()
    _looks_well(page, f"{NAME}さん")
    page.get_by_role("button", name="新しいリンクを作る").click()
    link = page.locator(".account-link input").input_value()
    _looks_well(page, f"{NAME}さん")
    page.goto(link)
    _looks_well(page, "パスワードを決める")
    page.locator("#password").fill("password1234")
    page.locator("#again").fill("password1234")
    with page.expect_response(re.compile("/invitation/")):
        page.get_by_role("button", name="このパスワードにする").click()
    expect(page.locator("main")).to_contain_text("よく使われる言葉")
    _looks_well(page, "パスワードを決める")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_second_factor(hall: Hall, new_context: OpenContext, size: dict[str, Any]) -> None:
    page = hall.let_in(new_context(**size))
    telephone = _set_up(page)
    _looks_well(page, "わたしのページ")
    page.get_by_role("link", name="予備の番号").click()
    page.get_by_role("button", name="予備の番号を作る").click()
    expect(page.locator(".account-codes li")).to_have_count(8)
    _looks_well(page, "予備の番号")
    page.goto("/account")
    page.get_by_role("button", name="ログアウトする").click()
    page.goto("/account/login")
    _looks_well(page, "ログイン")
    page.get_by_label("メールアドレス").fill(somebody(hall.engine))
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    _looks_well(page, "番号の確認")
    page.get_by_role("link", name="予備の番号を使う").click()
    _looks_well(page, "予備の番号を使う")
    page.go_back()
    page.get_by_label("6桁の番号").fill(telephone.code())
    page.get_by_role("button", name="ログインする").click()
    _looks_well(page, "わたしのページ")
