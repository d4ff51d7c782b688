"""Holds residents' reports and hearing notes to axe on a phone, on the smallest screen, without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from gisapp.web import reports
from tests.browser.admin.conftest import Hall
from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.steps import expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser

SMALLEST = {**FINGERS, "viewport": {"width": 320, "height": 568}}


def _looks_well(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_have_text(heading)
    expect_no_sideways_scroll(page)


def test_a_resident_reports_from_a_phone_and_a_colleague_answers(
    hall: Hall, new_context: OpenContext, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the place on the map to the answer; what tells who somebody is, is masked on the way."""
    monkeypatch.setattr(reports, "LEAST_S", 0)
    watch.expect("status of 400")
    watch.expect("api/districts")  # nobody is counted in this town
    page = new_context(**FINGERS).new_page()
    page.goto("/?a=1")
    page.get_by_role("link", name="違っている・なくなったことを知らせる").click()
    _looks_well(page, "この場所のことを知らせる")
    expect_no_violation(page)
    page.get_by_label("何が違いますか").fill("田中さんの電話 042-000-1234 に変わりました。")
    page.get_by_role("button", name="送る").click()
    expect(page.locator("mark")).to_have_count(2)
    _looks_well(page, "この場所のことを知らせる")
    expect_no_violation(page)
    page.get_by_role("button", name="置きかえた文で送る").click()
    _looks_well(page, "知らせを受け取りました")
    expect_no_violation(page)

    desk = hall.let_in(new_context(**FINGERS))
    desk.goto("/reports")
    _looks_well(desk, "住民からの知らせ")
    expect(desk.locator(".report__quote")).to_have_text("（名前）の電話 （電話番号） に変わりました。")
    expect_no_violation(desk)
    desk.get_by_role("button", name="確かめた・そのまま").click()
    expect(desk.get_by_role("status")).to_contain_text("答えを残しました。")
    expect_no_violation(desk)


def test_a_new_place_is_reported_without_a_script(
    new_context: OpenContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "LEAST_S", 0)
    page = new_context(**SMALLEST, java_script_enabled=False).new_page()
    page.goto("/list")
    page.get_by_role("link", name="新しい場所を知らせる").click()
    expect(page.locator("h1")).to_have_text("新しい場所を知らせる")
    page.get_by_label("場所の名前と、どのあたりか").fill("見本将棋会")
    page.get_by_role("button", name="送る").click()
    expect(page.locator("h1")).to_have_text("知らせを受け取りました")


def test_notes_are_written_on_a_phone(hall: Hall, new_context: OpenContext, watch: Watch) -> None:
    watch.expect("status of 400")
    page = hall.let_in(new_context(**SMALLEST))
    page.goto("/notes")
    _looks_well(page, "聞き取り")
    expect_no_violation(page)
    form = page.locator("#new")
    form.get_by_label("小学校区").select_option(index=1)
    form.get_by_label("困りごと").check()
    form.get_by_label("聞いたこと").fill("82歳の女性が買い物に困っています。")
    form.get_by_role("button", name="保存する").click()
    expect(page.locator("mark")).to_have_count(1)
    _looks_well(page, "聞き取り")
    expect_no_violation(page)
    page.get_by_label("聞いたこと").fill("高齢の方が買い物に困っています。")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("status")).to_have_text("保存しました。")
    page.get_by_role("link", name="直す・消す").click()
    _looks_well(page, "聞き取りを直す")
    expect_no_violation(page)
