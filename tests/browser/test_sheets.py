"""Holds how all sheets of a city are fetched: how far it is, how it is stopped, what is saved."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import Engine

from gisapp.web import districts
from tests.accounts import PASSWORD, somebody
from tests.browser.conftest import PATIENCE_MS, OpenContext, Watch, serving
from tests.browser.test_accessibility import expect_no_violation
from tests.conftest import site
from tests.secrets import people_around

pytestmark = pytest.mark.browser


class Press:
    """Makes sheets that are quickly told apart; every second one only while it is let go on."""

    def __init__(self) -> None:
        self.going = threading.Event()
        self._made = 0

    def __call__(self, html: str) -> bytes:
        self._made += 1
        if self._made % 2 == 0:
            assert self.going.wait(PATIENCE_MS / 1000)
        return b"%PDF " + str(len(html)).encode()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    made = Press()
    monkeypatch.setattr(districts, "pdf_of", made)
    yield made
    made.going.set()


@pytest.fixture
def desk(town: Engine, press: Press, new_context: OpenContext, watch: Watch) -> Iterator[Page]:
    """The page of districts as somebody with an account sees it."""
    people_around(town)
    with site(town) as app, serving(app) as address:
        watch.hosts.add(urlsplit(address).netloc)
        page = new_context().new_page()
        page.goto(f"{address}/account/login")
        page.get_by_label("メールアドレス").fill(somebody(town))
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_label("パスワード").press("Enter")
        expect(page.locator("h1")).to_have_text("わたしのページ")
        page.goto(f"{address}/districts")
        yield page
        press.going.set()
        page.context.close()


def test_all_sheets_come_in_one_file_can_be_stopped_and_asked_for_again(desk: Page, press: Press) -> None:
    room = desk.get_by_role("region", name="すべての校区の地区カルテ")
    room.get_by_role("link", name="まとめて作る（A4）").click()
    expect(room.get_by_role("status")).to_have_text("2枚のうち1枚を作りました")
    expect_no_violation(desk)
    room.get_by_role("button", name="中止する").press("Enter")
    expect(room.get_by_role("status")).to_have_text("中止しました。")
    press.going.set()
    with desk.expect_download() as saved:
        room.get_by_role("link", name="まとめて作る（A3）").click()
    expect(room.get_by_role("status")).to_contain_text("できました")
    assert saved.value.suggested_filename.endswith("_A3.zip")
    with zipfile.ZipFile(saved.value.path()) as packed:
        assert packed.testzip() is None
        assert len(packed.namelist()) == 2
