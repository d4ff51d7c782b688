"""Holds scenarios in a real browser: saved from a proposal, changed by map and keyboard, compared, only read by others."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import FINGERS, Watch
from tests.browser.planning import Room, room
from tests.browser.steps import WHOLE_MAP, expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation

__all__ = ["room"]
pytestmark = pytest.mark.browser


def saved(page: Page) -> str:
    """Keeps the proposal of one place; the address of the scenario."""
    page.goto("/gaps/sites?count=1")
    page.locator("#save-name").fill("ひとつ開く")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("h1")).to_have_text("ひとつ開く")
    expect(page.locator("html[data-live]")).to_be_attached()
    return page.url


def changes(page: Page) -> Locator:
    return page.locator(".changes__words")


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_proposal_is_kept_and_seen_on_two_maps_that_move_together(room: Room) -> None:
    page = room.planner()
    saved(page)
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    expect(changes(page)).to_have_count(1)
    expect(page.locator("#map-after .case-mark")).to_have_text(["＋"])
    expect(page.locator("#map-before .case-mark")).to_have_count(0)
    expect(page.locator(".answer__text")).to_contain_text("「ひとつ開く」のとおりにすると")
    scales = page.locator(".maplibregl-ctrl-scale")
    far = scales.all_text_contents()
    page.locator("#map-before .maplibregl-ctrl-zoom-in").click()
    for scale in scales.all():
        expect(scale).not_to_have_text(far[0])
    near = scales.all_text_contents()
    assert near[0] == near[1]


def test_a_place_is_opened_by_a_click_on_the_map(room: Room) -> None:
    page = room.planner()
    saved(page)
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    page.get_by_text("＋ 新しい場所を開く").click()
    page.locator("[data-pick=add-place]").click()
    page.mouse.click(*middle(page.locator("#map-after")))
    expect(page.locator("#add-place")).to_be_focused()
    expect(page.locator("#add-place")).to_have_value(re.compile(r"^35\.\d{6}, 141\.\d{6}$"))
    page.locator("#add-name").fill("まんなかの家")
    page.get_by_role("button", name="足す").first.click()
    expect(changes(page)).to_have_count(2)
    expect(changes(page).nth(1)).to_contain_text("「まんなかの家」（居場所・サロン）を新しく開く。")


def test_a_place_is_closed_by_keyboard_and_that_is_taken_back(room: Room) -> None:
    page = room.planner()
    saved(page)
    page.locator("summary", has_text="いまある場所を").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#asset-search")).to_be_focused()
    page.keyboard.insert_text("ｱｵｿﾞﾗﾉﾁｬﾉﾏ")
    expect(page.locator("#asset-count")).to_have_text("1か所")
    page.keyboard.press("Tab")
    expect(page.locator("#asset")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(changes(page)).to_have_count(2)
    expect(changes(page).nth(1)).to_have_text("「あおぞらの茶の間」（居場所・サロン）を閉じる。")
    expect(page.locator("#map-after .case-mark")).to_have_text(["＋", "×"])
    page.get_by_role("button", name=re.compile("^取り消す.*「あおぞらの茶の間」")).click()
    expect(changes(page)).to_have_count(1)


def test_what_goes_with_a_choice_alone_is_asked_for(room: Room) -> None:
    page = room.planner()
    saved(page)
    page.locator("summary", has_text="いまある場所を").click()
    expect(page.locator("#move-place")).to_be_hidden()
    expect(page.locator("#change-hours")).to_be_hidden()
    page.get_by_label("動かす").check(force=True)
    expect(page.locator("#move-place")).to_be_visible()
    page.get_by_label("定員・時間を変える").check(force=True)
    expect(page.locator("#change-hours")).to_be_visible()
    expect(page.locator("#move-place")).to_be_hidden()


def test_who_has_the_link_reads_in_another_year_and_cannot_write(room: Room) -> None:
    address = saved(room.planner())
    page = room.reader()
    page.goto(address)
    expect(page.locator("form[method=post]")).to_have_count(0)
    expect(page.locator(".scenario-changes")).to_contain_text("見ることだけができます")
    page.locator("#c-year").select_option("2040")
    expect(page.locator(".answer__mark")).to_contain_text("2040年（推計）")
    expect(page).to_have_url(re.compile("year=2040"))


def test_a_late_writer_sees_both_versions(room: Room, watch: Watch) -> None:
    watch.expect("status of 409")
    first = room.planner()
    address = saved(first)
    second = first.context.new_page()
    second.goto(address)
    for page, name in ((first, "先の名前"), (second, "後の名前")):
        page.locator("summary", has_text="名前を変える").click()
        page.locator("#rename").fill(name)
        page.get_by_role("button", name="変える", exact=True).click()
    expect(first.locator("h1")).to_have_text("先の名前")
    expect(second.locator(".versions__name")).to_have_text(["先の名前", "後の名前"])
    second.get_by_role("button", name="この内容で保存し直す").click()
    expect(second.locator("h1")).to_have_text("後の名前")


@pytest.mark.parametrize("look", [{}, FINGERS], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_sticks_out(room: Room, look: dict[str, object]) -> None:
    page = room.planner(**look, bypass_csp=True)
    saved(page)
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    for title in ("＋ 新しい場所", "いまある場所を", "名前を変える"):
        page.locator("summary", has_text=title).click()
    expect_no_violation(page)
    expect_no_sideways_scroll(page)
    if look:
        page.get_by_role("tab", name="いま").click()
        expect(page.locator("#map-before canvas")).to_be_visible()
        expect(page.locator("#map-after")).to_be_hidden()
    page.goto("/gaps/scenarios")
    expect(page.get_by_role("link", name="ひとつ開く")).to_be_visible()
    expect_no_violation(page)
    expect_no_sideways_scroll(page)


def test_without_a_map_the_tables_tell_it_all(room: Room, without_webgl: Page) -> None:
    address = saved(room.planner())
    page = without_webgl
    page.goto(address)
    expect(page.locator("html[data-map=none]")).to_be_attached()
    expect(page.locator("#map-status")).to_contain_text("動く地図を表示できません")
    expect(page.locator("#moved-table tbody tr").first).to_be_visible()
    page.locator("#moved-table").get_by_role("button", name="シナリオ").first.click()
    expect(page.locator("#sort-status")).to_contain_text("大きい順に並べました")
