"""Holds the field to its promise where the network is bad: nothing that was typed is lost, and it arrives once."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.field.conftest import Field
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {**FINGERS, "viewport": {"width": 390, "height": 844}}
#: Also of what a page still fetched when the network went.
NO_NETWORK = "net::ERR_(INTERNET_DISCONNECTED|FAILED)"


def fill(page: Page, name: str = "見本の茶の間") -> None:
    """The four fields, without the map."""
    page.locator("#name").fill(name)
    page.locator("#layer").select_option("ibasho")
    page.locator("#position").fill("35.2123456, 141.5123456")
    page.locator("#informant").fill("世話人")


def test_what_was_typed_survives_a_closed_tab(field: Field, new_context: OpenContext) -> None:
    context = new_context(**PHONE)
    page = field.let_in(context)
    page.goto("/places/new")
    page.locator("summary", has_text="連絡先").click()
    fill(page)
    page.locator("#phones-0-number").fill("000-111-2222")
    page.get_by_role("button", name="電話をもう一つ").click()
    page.locator("#phones-1-number").fill("000-111-3333")
    expect(page.locator("#place-form")).to_have_attribute("data-kept", "")
    page.close()
    page = context.new_page()
    page.goto("/places/new")
    expect(page.locator(".field-told")).to_contain_text("前に入力した内容を戻しました")
    expect(page.locator("#name")).to_have_value("見本の茶の間")
    expect(page.locator("#layer")).to_have_value("ibasho")
    expect(page.locator("#phones-1-number")).to_have_value("000-111-3333")
    expect_no_violation(page)
    page.get_by_role("button", name="はじめから入力する").click()
    expect(page.locator("#name")).to_have_value("")
    expect(page.locator(".field-told")).to_be_hidden()


def test_h12_a_form_sent_without_a_network_arrives_once_when_it_is_back(
    field: Field, new_context: OpenContext, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    watch.expect("Worker failed to load")  # the map's, where the network goes while it loads
    watch.expect("pages aren't kept")
    context = new_context(**PHONE)
    page = field.let_in(context)
    page.goto("/places/new")
    fill(page)
    context.set_offline(True)
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator(".field-told")).to_contain_text("この端末に残しました")
    assert field.proposed() == []
    context.set_offline(False)
    page.goto("/field")
    expect(page.get_by_role("link", name="見本の茶の間")).to_be_visible()
    expect(page.locator("#waiting-list")).to_be_hidden()
    assert [each["name"] for each in field.proposed()] == ["見本の茶の間"]


def test_what_waits_is_listed_and_can_be_opened_again(
    field: Field, new_context: OpenContext, watch: Watch
) -> None:
    watch.expect(NO_NETWORK)
    watch.expect("status of 403")
    watch.expect("Worker failed to load")
    context = new_context(**PHONE)
    page = field.let_in(context)
    page.goto("/places/new")
    fill(page)
    with field.engine.begin() as connection:
        connection.execute(sa.text("delete from web_session"))  # the login ran out while typing
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator(".field-told")).to_contain_text("ログインの時間が終わりました")
    page = field.let_in(context)
    page.route(
        "**/places/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    watch.expect("net::ERR_FAILED")
    page.goto("/field")
    box = page.locator("#waiting-list")
    expect(box).to_contain_text("送信待ち（1件）")
    expect(box).to_contain_text("見本の茶の間")
    expect_no_violation(page)
    page.unroute("**/places/new")
    box.get_by_role("link", name="開く").click()
    expect(page.locator("#name")).to_have_value("見本の茶の間")
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator("main")).to_contain_text("承認に出しました")
    page.goto("/field")
    expect(page.locator("#waiting-list")).to_be_hidden()
    assert len(field.proposed()) == 1


def test_what_the_server_doesnt_take_is_told_as_without_all_this(
    field: Field, new_context: OpenContext, watch: Watch
) -> None:
    watch.expect("status of 400")
    page = field.let_in(new_context(**PHONE))
    page.goto("/places/new")
    fill(page)
    page.locator("#position").fill("0, 0")
    page.get_by_role("button", name="承認に出す").click()
    expect(page.get_by_role("alert").first).to_contain_text("入力を確かめてください")
    expect(page.locator("#name")).to_have_value("見本の茶の間")
    page.locator("#position").fill("35.2123456, 141.5123456")
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator("main")).to_contain_text("承認に出しました")
    assert len(field.proposed()) == 1


def test_the_form_opens_without_a_network_once_it_was_seen(
    field: Field, new_context: OpenContext, watch: Watch
) -> None:
    watch.expect("net::ERR_")
    watch.expect("Failed to load resource")
    watch.expect("Worker failed to load")  # the map's; position and address are typed
    context = new_context(**PHONE, service_workers="allow")
    page = field.let_in(context)
    page.goto("/field")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.goto("/places/new")
    page.reload()
    expect(page.locator("#name")).to_be_visible()
    context.set_offline(True)
    page.goto("/places/new")
    fill(page, "圏外の茶の間")
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator(".field-told")).to_contain_text("この端末に残しました")
    context.set_offline(False)
    page.goto("/field")
    expect(page.get_by_role("link", name="圏外の茶の間")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, {"viewport": {"width": 1280, "height": 800}}], ids=["phone", "desk"])
def test_the_sheet_of_paper(field: Field, new_context: OpenContext, size: dict[str, Any]) -> None:
    page = field.let_in(new_context(**size))
    page.goto("/field/paper")
    expect(page.locator(".paper__code svg")).to_be_visible()
    expect_no_violation(page)
    page.emulate_media(media="print")
    expect(page.locator(".paper__back")).to_be_hidden()
