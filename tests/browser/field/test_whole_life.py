"""Walks the life of a pin as everybody who has a part in it, on a phone: from invitation to checking."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from gisapp.accounts.rights import Role
from tests.accounts import somebody
from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.field.conftest import Field
from tests.browser.steps import WHOLE_MAP, expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser

PASSWORD = "雨の日は図書館で将棋をさす"
PHONE: dict[str, Any] = {**FINGERS, "viewport": {"width": 390, "height": 844}}
#: Where pictures go for whoever wants to look at them.
SHOTS = os.environ.get("GISAPP_SHOTS")


def looked_at(page: Page, name: str) -> None:
    """The page holds to the rules of every page; its picture, where somebody wants one."""
    page.wait_for_load_state()
    expect_no_sideways_scroll(page)
    expect_no_violation(page)
    if SHOTS:
        page.emulate_media(color_scheme="light")
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def invited(page: Page, name: str, role: Role, office: str) -> str:
    """The link that the administrator hands over."""
    page.goto("/people")
    page.locator("#email").fill(f"{role.name.lower()}.new@example.jp")
    page.locator("#name").fill(name)
    page.locator("#role").select_option(str(role))
    page.locator("#office").select_option(label=office)
    page.get_by_role("button", name="招待のリンクを作る").click()
    return page.locator("#link").input_value()


def came_in(open_context: OpenContext, link: str, role: Role) -> Page:
    """Somebody who has taken the invitation and logged in."""
    page = open_context(**PHONE).new_page()
    page.goto(link)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.get_by_role("button", name="このパスワードにする").click()
    page.locator("#email").fill(f"{role.name.lower()}.new@example.jp")
    page.locator("#password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="ログイン").click()
    expect(page.locator("h1")).to_have_text("わたしのページ")
    return page


def test_from_an_invitation_to_a_checked_pin(field: Field, new_context: OpenContext, watch: Watch) -> None:
    watch.expect("net::ERR_INTERNET_DISCONNECTED")
    watch.expect("net::ERR_FAILED")  # what the page still fetched when the network went
    watch.expect("Worker failed to load")  # the map's, where the network goes while it loads
    somebody(field.engine)  # of every city
    admin = field.let_in(new_context(**PHONE), Role.ADMINISTRATOR)
    admin.goto("/offices")
    admin.locator("#name").fill("東はちまる")
    admin.locator("#phone").fill("000-111-2222")
    admin.get_by_role("button", name="事務所を作る").click()
    looked_at(admin, "offices")
    links = {
        role: invited(admin, name, role, "東はちまる")
        for role, name in ((Role.CSW, "見本 次郎"), (Role.APPROVER, "見本 三郎"))
    }
    looked_at(admin, "people")

    csw = came_in(new_context, links[Role.CSW], Role.CSW)
    looked_at(csw, "csw_home")
    csw.goto("/field")
    looked_at(csw, "field")
    csw.get_by_role("link", name="新しい場所").click()
    expect(csw.locator(WHOLE_MAP)).to_be_attached()
    csw.locator("#name").fill("見本の茶の間")
    csw.locator("#layer").select_option("ibasho")
    csw.locator("#position").fill("35.2123456, 141.5123456")
    csw.locator("#informant").fill("世話人")
    looked_at(csw, "form")
    csw.context.set_offline(True)  # in a lift
    csw.get_by_role("button", name="承認に出す").click()
    expect(csw.locator(".field-told")).to_contain_text("この端末に残しました")
    csw.context.set_offline(False)
    csw.goto("/field")
    csw.get_by_role("link", name="見本の茶の間").click()
    expect(csw.locator("h1")).to_have_text("見本の茶の間")
    looked_at(csw, "proposal")

    approver = came_in(new_context, links[Role.APPROVER], Role.APPROVER)
    approver.goto("/review")
    looked_at(approver, "review")
    approver.get_by_role("link", name="見本の茶の間").click()
    expect(approver.get_by_role("button", name="承認して地図に載せる")).to_be_visible()
    looked_at(approver, "decide")
    approver.get_by_role("button", name="承認して地図に載せる").click()
    expect(approver.locator(".notice")).to_contain_text("地図に載せました")

    resident = new_context(**PHONE).new_page()
    resident.goto("/list?q=見本の茶の間")
    expect(resident.locator("table").last).to_contain_text("まだ確かめていません")

    csw.goto("/field/round")
    card = csw.locator(".round-stop").filter(has_text="見本の茶の間")
    looked_at(csw, "round")
    card.get_by_role("button", name="まだやっている").click()
    expect(card).to_have_class(re.compile("done"))
    resident.reload()
    expect(resident.locator("table").last).to_contain_text("最後に確かめた日")
    with field.engine.connect() as connection:
        row = connection.execute(
            sa.text("select checked_how, version from service where name = '見本の茶の間'")
        )
        assert tuple(row.one()) == ("電話", 2)

    approver.goto("/places/1/history")
    looked_at(approver, "history")
    approver.goto("/places/gone")
    looked_at(approver, "gone")
    approver.goto("/bulk")
    looked_at(approver, "bulk")
    admin.goto("/audit")
    expect(admin.locator("main")).to_contain_text("提案を承認する")
    looked_at(admin, "audit")
