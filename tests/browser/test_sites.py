"""Holds the page of new sites in a real browser: live, by keyboard, by map, stopped, without scripts or a map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.planning import Room, room
from tests.browser.steps import NO_MAP, WHOLE_MAP, expect_no_sideways_scroll, middle
from tests.browser.test_accessibility import expect_no_violation

__all__ = ["room"]
pytestmark = pytest.mark.browser

SENTENCE = re.compile(r"^次の3か所で、65歳以上の人 [\d,]+人が新たに800m以内")


def proposals(page: Page) -> list[str]:
    """The names of the proposed places, in order."""
    return page.locator(".proposal__name").all_text_contents()


def test_numbers_on_the_map_are_those_of_the_list_and_go_away_before(page: Page) -> None:
    page.goto("/gaps/sites")
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    expect(page.locator("#answer-text")).to_have_text(SENTENCE)
    marks = page.locator("#map .case-mark")
    expect(marks).to_have_text(["1", "2", "3"])
    for number, name in enumerate(proposals(page)):
        expect(marks.nth(number)).to_have_attribute("aria-label", f"{number + 1} {name}")
    page.get_by_label("開く前").check(force=True)
    expect(marks).to_have_count(0)
    expect(page.locator("#map-status")).to_be_empty()


def test_a_choice_is_answered_at_once_and_stands_in_the_address(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps/sites")
    expect(page.locator(NO_MAP)).to_be_attached()
    page.locator("#s-count").fill("2")
    expect(page.locator("#answer-text")).to_contain_text("次の2か所で")
    expect(page.locator(".proposal")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"count=2"))
    page.get_by_role("checkbox", name=re.compile("避難場所")).uncheck()
    expect(page).to_have_url(re.compile("hosts=city_office"))
    expect(page.locator(".proposal .sub").filter(has_text="避難場所")).to_have_count(0)
    there = page.url
    expect(page.locator("#answer-status")).to_have_text(page.locator("#answer-text").text_content() or "")
    found = proposals(page)
    page.goto(there)
    assert proposals(page) == found


def test_a_point_is_put_and_taken_back_by_keyboard_alone(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps/sites?hosts=none&at=141.61,35.26&count=1")
    expect(page.locator(".proposal__name")).to_have_text(["選んだ地点1"])
    page.locator("#s-place").focus()
    page.keyboard.type("35.2548, 141.5584")
    page.keyboard.press("Enter")
    points = page.locator("#own input[name=at]")
    expect(points).to_have_count(2)
    expect(page.locator("#answer-text")).to_be_focused()
    expect(page.locator(".proposal__name")).to_have_text(["選んだ地点2"])
    points.nth(1).focus()
    page.keyboard.press("Space")
    expect(points).to_have_count(1)
    expect(page.locator(".proposal__name")).to_have_text(["選んだ地点1"])


def test_an_address_that_is_unknown_is_told_and_nothing_else_changes(
    without_webgl: Page, watch: Watch
) -> None:
    page = without_webgl
    watch.expect("status of 400")
    page.goto("/gaps/sites")
    before = proposals(page)
    page.locator("#own summary").click()
    page.locator("#s-place").fill("どこにもない町")
    page.get_by_role("button", name="加える").click()
    expect(page.locator("#answer-trouble")).to_contain_text("「どこにもない町」の位置が分かりません。")
    assert proposals(page) == before
    expect(page.locator("#s-place")).to_have_value("どこにもない町")


def test_a_point_is_put_on_the_map(page: Page) -> None:
    page.goto("/gaps/sites?hosts=none&at=141.61,35.26&count=1")
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    page.locator("#own-pick").click()
    expect(page.locator("#own-pick")).to_have_attribute("aria-pressed", "true")
    x, y = middle(page)
    page.mouse.click(x - 40, y + 30)
    expect(page.locator("#own-pick")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#own input[name=at]")).to_have_count(2)
    expect(page.locator("#map .case-mark--own")).to_have_count(2)
    page.mouse.click(x, y)  # only who asked to put a point puts one
    expect(page.locator("#own input[name=at]")).to_have_count(2)


def test_a_place_that_will_not_do_is_left_out_and_comes_back(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps/sites?count=1")
    first = proposals(page)[0]
    page.get_by_role("button", name=re.compile("^ここは候補から外す")).click()
    expect(page.locator(".proposal__name")).not_to_have_text([first])
    left = page.get_by_role("checkbox", name=first)
    expect(left).to_be_checked()
    expect(page.locator("#answer-text")).to_be_focused()
    left.uncheck()
    expect(page.locator(".proposal__name")).to_have_text([first])
    expect(left).to_have_count(0)


def test_a_search_that_takes_long_is_told_and_can_be_stopped(without_webgl: Page) -> None:
    page = without_webgl
    held: list[Route] = []
    page.route("**/gaps/sites/answer*", lambda route: held.append(route))
    page.goto("/gaps/sites")
    there, before = page.url, proposals(page)
    page.locator("#s-count").fill("5")
    expect(page.locator("#sites-busy")).to_be_visible()
    expect(page.locator("#answer-status")).to_have_text(
        "組み合わせを比べています。20秒ほど、候補がとても多いときはもっとかかることがあります。"
    )
    expect(page.locator("#sites-answer")).to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="やめる").click()
    expect(page.locator("#sites-busy")).to_be_hidden()
    expect(page.locator("#answer-status")).to_have_text("やめました。前の提案のままです。")
    expect(page.locator("#sites-answer")).to_be_focused()
    assert held
    assert (page.url, proposals(page)) == (there, before)
    page.unroute("**/gaps/sites/answer*")
    page.locator("#s-count").fill("4")
    expect(page.locator(".proposal")).to_have_count(4)


def test_a_share_asks_for_no_number(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps/sites")
    expect(page.locator("#s-share")).to_be_hidden()
    page.get_by_role("radio", name=re.compile("％の人に届くまで")).check()
    expect(page.locator("#s-share")).to_be_visible()
    expect(page.locator("#s-count")).to_be_disabled()
    page.locator("#s-share").fill("75")
    expect(page).to_have_url(re.compile("share=75"))
    expect(page.locator(".aim__share")).to_have_text("75")


def test_it_all_works_as_a_plain_form_without_scripts(new_context: OpenContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/gaps/sites?within_m=500")
    page.locator("#s-count").fill("1")
    page.get_by_role("button", name="考える").click()
    expect(page.locator(".proposal")).to_have_count(1)
    expect(page.locator("#answer-text")).to_contain_text("500m以内")
    first = proposals(page)[0]
    page.get_by_role("button", name=re.compile("^ここは候補から外す")).click()
    expect(page.get_by_role("checkbox", name=first)).to_be_checked()
    page.locator("#s-place").fill("35.2548, 141.5584")
    page.get_by_role("button", name="加える").click()
    expect(page.locator("#own input[name=at]")).to_have_count(1)
    page.get_by_role("link", name="問いを変える").click()
    expect(page.locator("#q-within")).to_have_value("500")


@pytest.mark.parametrize("look", [{}, FINGERS], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_sticks_out(room: Room, look: dict[str, object]) -> None:
    page = room.planner(**look, bypass_csp=True)
    page.goto("/gaps/sites?at=141.61,35.26&year=2040")
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    page.get_by_text("費用と予算").click()
    expect_no_violation(page)
    expect_no_sideways_scroll(page)
