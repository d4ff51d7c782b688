"""Holds the form of a place on a phone: a pin by a tap, by where one is, by the keyboard alone; and to axe."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.field.conftest import Field
from tests.browser.steps import NO_MAP, WHOLE_MAP, expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {**FINGERS, "viewport": {"width": 390, "height": 844}}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


def opened(page: Page) -> Page:
    """The form of a new place, its map drawn."""
    page.goto("/field")
    page.get_by_role("link", name="新しい場所").click()
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    return page


def test_a_place_by_taps_on_a_phone(field: Field, new_context: OpenContext) -> None:
    page = opened(field.let_in(new_context(**PHONE)))
    page.locator("#name").fill("見本の茶の間")
    page.locator("#layer").select_option("ibasho")
    page.locator("#map canvas").tap()
    pin, map_box = (page.locator(each).bounding_box() for each in (".place-pin", "#map"))
    assert pin is not None
    assert map_box is not None
    assert pin["x"] + pin["width"] / 2 == pytest.approx(map_box["x"] + map_box["width"] / 2, abs=2)
    assert pin["y"] + pin["height"] == pytest.approx(map_box["y"] + map_box["height"] / 2, abs=2)
    page.locator("#informant").fill("世話人")
    page.get_by_role("button", name="承認に出す").tap()
    expect(page.locator("main")).to_contain_text("承認に出しました")
    (found,) = field.proposed()
    assert 35.1 < found["where"]["lat"] < 35.3
    assert 141.4 < found["where"]["lon"] < 141.6


def test_where_one_is_is_asked_only_when_the_button_is_tapped(field: Field, new_context: OpenContext) -> None:
    here = {"latitude": 35.2123456, "longitude": 141.5123456, "accuracy": 12}
    page = opened(field.let_in(new_context(**PHONE, geolocation=here, permissions=["geolocation"])))
    expect(page.locator("#position")).to_have_value("")
    page.get_by_role("button", name="いまいる場所").tap()
    expect(page.locator("#position")).to_have_value("35.212346, 141.512346")
    expect(page.locator("#map-status")).to_contain_text("約12m")


def test_k2_k4_a_place_by_the_keyboard_alone(field: Field, new_context: OpenContext) -> None:
    page = opened(field.let_in(new_context(**DESK)))
    page.locator("#name").focus()
    keys = page.keyboard
    keys.type("見本の茶の間")
    for _ in range(60):
        focused = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        if focused == "layer":
            while page.locator("#layer").input_value() != "ibasho":
                keys.press("ArrowDown")
        if focused == "position":
            keys.type("35.2123456, 141.5123456")
        if focused == "informant":
            keys.type("世話人")
            keys.press("Enter")
            break
        keys.press("Tab")
    expect(page.locator("main")).to_contain_text("承認に出しました")
    (found,) = field.proposed()
    assert (found["where"]["lat"], found["where"]["lon"]) == (35.2123456, 141.5123456)
    assert found["layer"] == "ibasho"


def test_rows_are_added(field: Field, new_context: OpenContext) -> None:
    page = opened(field.let_in(new_context(**PHONE)))
    page.locator("summary", has_text="連絡先").click()
    page.locator("#phones-0-number").fill("000-111-2222")
    page.get_by_role("button", name="電話をもう一つ").click()
    expect(page.locator("#phones-1-number")).to_be_focused()
    expect(page.locator("#phones-1-number")).to_have_value("")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_k1_axe_finds_nothing(
    field: Field, new_context: OpenContext, watch: Watch, size: dict[str, Any]
) -> None:
    watch.expect("status of 400")
    page = field.let_in(new_context(**size, bypass_csp=True))
    page.goto("/field")
    expect_no_violation(page)
    opened(page)
    for summary in page.locator("form summary").all():
        summary.click()
    expect_no_sideways_scroll(page)
    expect_no_violation(page)
    page.get_by_role("button", name="下書きにする").click()
    expect(page.locator("main")).to_contain_text("下書きです")
    expect_no_sideways_scroll(page)
    expect_no_violation(page)
    page.get_by_role("link", name="直す").click()
    page.locator("#name").fill("見本")
    page.locator("#layer").select_option("ibasho")
    page.locator("#informant").fill("世話人")
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator(".form-wrong")).to_contain_text("場所がありません")
    expect_no_sideways_scroll(page)
    expect_no_violation(page)


def test_without_a_moving_map(field: Field, without_webgl: Page) -> None:
    page = field.let_in(without_webgl.context)
    page.goto(f"{field.address}/places/new")
    expect(page.locator(NO_MAP)).to_be_attached()
    expect(page.locator("#map-status")).to_contain_text("位置か住所を入れてください")


def test_a_place_that_is_there_already_is_told_while_typing(field: Field, new_context: OpenContext) -> None:
    page = opened(field.let_in(new_context(**PHONE)))
    page.locator("#name").fill("東事務所")
    told = page.locator("#likely")
    expect(told).to_contain_text("似た場所が、もう登録されています")
    expect(told.get_by_role("link", name="東事務所")).to_have_attribute("href", re.compile("/places/1/edit"))
    expect_no_violation(page)
    page.locator("#name").fill("まだない場所")
    expect(told).to_be_hidden()
