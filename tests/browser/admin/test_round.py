"""Holds 今月の確認 on a phone: one tap, also without network and without scripts; the operator's page; axe."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from gisapp.accounts.rights import Role
from gisapp.assets.snapshots import snapshot_of
from gisapp.assets.writing import create
from tests.accounts import OURS, PASSWORD, somebody
from tests.assets import CITY, CODE, form
from tests.browser.admin.conftest import Hall
from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.steps import expect_no_sideways_scroll
from tests.browser.test_accessibility import SIZES, expect_no_violation
from tests.browser.test_phone import expect_room_for_fingers

pytestmark = pytest.mark.browser


@pytest.fixture
def places(hall: Hall) -> list[int]:
    """Two ibasho that nobody has checked."""
    found = []
    for n, name in enumerate(("さくらの茶の間", "けやきの茶の間")):
        said = {"phones": [{"number": "000-111-2222", "purpose": "代表"}], "email": "cafe@example.jp"}
        with hall.engine.begin() as connection:
            typed = form(name, at=(141.512 + n / 100, 35.212), **said)
            content = snapshot_of(connection, {}, typed, CITY)
            found.append(create(connection, CODE, content, actor="見本", reason=""))
    return found


def csw(hall: Hall, new_context: OpenContext, **wanted: Any) -> Page:
    """A phone in which a CSW has come in."""
    context = new_context(**{**FINGERS, **wanted})
    sent = {"email": somebody(hall.engine, Role.CSW), "password": PASSWORD}
    assert context.request.post(f"{hall.address}/account/login", form=sent, headers=OURS).ok
    return context.new_page()


def checked(hall: Hall) -> dict[str, str]:
    """Who was checked how."""
    asked = sa.text("select name, checked_how from service where assured_date = current_date")
    with hall.engine.connect() as connection:
        return {row.name: row.checked_how for row in connection.execute(asked)}


def test_one_tap_on_a_phone(hall: Hall, places: list[int], new_context: OpenContext) -> None:
    page = csw(hall, new_context)
    page.goto("/field/round?layer=ibasho")
    expect(page.get_by_role("heading", level=1)).to_have_text("今月の確認（2件）")
    expect(page.locator(".round-mark")).to_have_count(2)
    expect_no_sideways_scroll(page)
    expect_room_for_fingers(page)
    card = page.locator(f"#stop-{places[0]}")
    card.get_by_label("確かめ方").select_option("訪問")
    card.get_by_role("button", name="まだやっている").tap()
    expect(card.locator(".round-stop__told")).to_have_text("まだやっている（訪問）: 確かめた日を付けました")
    expect(page.locator("#round-status")).to_have_text("1番 さくらの茶の間: 確かめた日を付けました")
    expect(page.locator(f"#stop-{places[1]}").get_by_label("確かめ方")).to_have_value("訪問")
    assert checked(hall) == {"さくらの茶の間": "訪問"}
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("今月の確認（1件）")
    expect(page.get_by_label("確かめ方")).to_have_value("訪問")


def test_without_network_the_answer_waits_on_the_phone(
    hall: Hall, places: list[int], new_context: OpenContext, watch: Watch
) -> None:
    page = csw(hall, new_context)
    page.goto("/field/round?layer=ibasho")
    expect(page.locator(".round-mark")).to_have_count(2)
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    card = page.locator(f"#stop-{places[0]}")
    card.get_by_role("button", name="まだやっている").tap()
    expect(card.locator(".round-stop__told")).to_contain_text("この端末に控えました")
    expect(page.locator("#round-waiting-list li")).to_have_text(re.compile("さくらの茶の間: まだやっている"))
    assert checked(hall) == {}
    page.context.set_offline(False)
    expect(page.locator("#round-waiting")).to_be_hidden()
    expect(card.locator(".round-stop__told")).to_contain_text("確かめた日を付けました")
    assert checked(hall) == {"さくらの茶の間": "電話"}


def test_h12_what_changed_while_the_phone_was_away_is_told(
    hall: Hall, places: list[int], new_context: OpenContext, watch: Watch
) -> None:
    page = csw(hall, new_context)
    page.goto("/field/round?layer=ibasho")
    with hall.engine.begin() as connection:
        connection.execute(sa.text("update service set fee = '無料' where id = :id"), {"id": places[0]})
    watch.expect("status of 409")
    card = page.locator(f"#stop-{places[0]}")
    card.get_by_role("button", name="まだやっている").tap()
    expect(card.locator(".round-stop__told")).to_contain_text("あなたが見たあとで内容が変わりました")
    assert checked(hall) == {}


def test_one_tap_without_scripts(hall: Hall, places: list[int], new_context: OpenContext) -> None:
    page = csw(hall, new_context, java_script_enabled=False)
    page.goto("/field/round?layer=ibasho")
    page.locator(f"#stop-{places[0]}").get_by_role("button", name="まだやっている").tap()
    expect(page.locator("#round-status")).to_have_text("確かめた日を付けました。")
    expect(page.get_by_role("heading", level=1)).to_have_text("今月の確認（1件）")
    assert len(places) == 2


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(hall: Hall, places: list[int], new_context: OpenContext, size: str) -> None:
    page = csw(hall, new_context, **SIZES[size], bypass_csp=True)
    for path in ("/field/round", "/field/round?layer=cafe", "/field/round/paper", f"/places/{places[0]}/ask"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        expect_no_violation(page)
    page.goto(page.locator("#confirm-link").input_value())
    expect_no_violation(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="まだやっている").click()
    expect(page.get_by_role("status")).to_contain_text("ありがとうございます")
    expect_no_violation(page)
    assert checked(hall) == {"さくらの茶の間": "本人"}
