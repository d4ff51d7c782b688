"""Holds how the rooms look in every state: axe in light and dark, the smallest phone, the largest letters."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.engine import Connection

from gisapp.ingest import runs
from gisapp.ingest.asked import Asked
from importers._record import Option, Problem
from tests.browser.admin.conftest import Hall
from tests.browser.conftest import FINGERS, OpenContext, Watch
from tests.browser.steps import expect_no_sideways_scroll
from tests.browser.test_accessibility import expect_no_violation
from tests.browser.test_phone import expect_room_for_fingers
from tests.gisapp.ingest.files import CODE, HERE, load, places_file

pytestmark = pytest.mark.browser

POINT = {"type": "Point", "coordinates": [HERE[0] + 0.01, HERE[1] + 0.01]}
LONG = "とても長い名前の見本の場所" * 3
PREVIEW: dict[str, Any] = {
    "format": "場所の一覧（形式自由）",
    "unplaced": 3,
    "samples": [
        {"名前": LONG, "住所": "見本市東一丁目1", "電話": "000-0000-0000", "位置": "35.210000, 141.510000"}
    ],
    "shapes": [
        {"action": "gone", "name": "東の集い", "before": POINT, "after": None},
        {"action": "changed", "name": LONG, "before": POINT, "after": POINT},
        {"action": "new", "name": "北の集い", "before": None, "after": POINT},
        {"action": "kept", "name": "南の集い", "before": POINT, "after": POINT},
    ],
    "kept": [
        {
            "id": 1,
            "name": LONG,
            "gone": False,
            "different": [{"title": "電話", "now": "000-0000-0000", "file": None}],
        },
        {"id": 2, "name": "西の集い", "gone": True, "different": []},
    ],
    "proposal": {
        "columns": ["サロン名", "代表者氏名", LONG],
        "mapping": {"name": "サロン名"},
        "why": {"name": "列の名前から選びました。"},
        "personal": {"代表者氏名": "列の名前が個人の情報を表しています。"},
        "rows": [["見本サロン", "見本 花子", LONG], ["見本の会", None, None]],
        "sure": False,
    },
}
ZONES = tuple(
    Option(str(6668 + zone), f"JGD2011 平面直角座標系 {zone}系（EPSG:{6668 + zone}）")
    for zone in range(1, 20)
)
PROBLEMS = [
    Problem(
        "CRS-806",
        "座標系が違うようです。",
        "地図を見て選んでください。",
        "ask",
        choice="crs",
        options=ZONES[:2],
    ),
    Problem(
        "CRS-801",
        "座標系が分かりません。",
        "選んでください。",
        "ask",
        "見本.zip",
        choice="zone",
        options=ZONES,
    ),
    Problem("TAB-001", "どの表を読みますか。", "名前を入れてください。", "ask", choice="table"),
    Problem(
        "IMP-301",
        "件数が減ります。",
        "確かめてください。",
        "ask",
        choice="accept:IMP-301",
        options=(Option("yes", "確かめました"),),
    ),
    Problem("VAL-304", "名称が空欄です。", "名称を入れてください。", "row", f"{LONG}.csv", 12, "名称", LONG),
    Problem("GEO-223", "重なる区域があります。", "意図した重なりか確かめてください。", "note"),
]
CHANGES = {"new": 1, "changed": 1, "gone": 1, "same": 12, "kept": 1}
COUNTS = {"rows_read": 1234, "rows_published": 1200, "rows_outside": 34}


@pytest.fixture
def addresses(hall: Hall) -> dict[str, str]:
    """A page for every state that an import can be in, by the state's name."""
    load(
        hall.engine,
        hall.data_dir,
        "city_office",
        places_file(["どこかの事務所,,,どこか"]),
        choices={"accept:IMP-301": "yes"},
    )
    endings = {
        "ready": runs.Ending(
            "ready", preview=PREVIEW, changes=CHANGES, problems=PROBLEMS, crs="EPSG:6668、EPSG:4326", **COUNTS
        ),
        "publishable": runs.Ending(
            "ready", preview=PREVIEW | {"proposal": None}, changes=CHANGES, problems=PROBLEMS[3:], **COUNTS
        ),
        "refused": runs.Ending(
            "refused",
            problems=[
                Problem("IMP-002", "形式が違います。", "選び直してください。", "refuse", f"{LONG}.csv")
            ],
        ),
        "failed": runs.Ending("failed", problems=[runs.FAILED]),
        "cancelled": runs.Ending("cancelled"),
        "published": runs.Ending("published", changes=CHANGES, problems=PROBLEMS[4:], **COUNTS),
        "undone": runs.Ending("undone", changes=CHANGES, **COUNTS),
    }
    with hall.engine.begin() as connection:
        pages = {name: _run(connection, ending) for name, ending in endings.items()}
        pages["undo"] = _run(connection, runs.Ending("published", **COUNTS), undoes=pages["undone"])
        pages["reading"] = _run(connection, None)
    return {name: f"/data/runs/{run_id}" for name, run_id in pages.items()} | {
        "register": "/data",
        "import": "/data/import",
        "places": "/data/places",
        "nothing": "/data/runs/999",
    }


def _run(connection: Connection, ending: runs.Ending | None, undoes: int | None = None) -> int:
    """A run in this state; None: under way."""
    asked = Asked([{"name": f"{LONG}.csv", "sha256": "0"}], choices={"encoding": "cp932"}).stored()
    run_id = runs.begin(
        connection, "reading", actor="管理者", code=CODE, layer="city_office", asked=asked, undoes=undoes
    )
    if ending:
        runs.end(connection, run_id, ending)
    else:
        statement = sa.text(
            "update import_run set step = '市の事務所を読んでいます', done = 12345 where id = :id"
        )
        connection.execute(statement, {"id": run_id})
    return run_id


def test_axe_finds_nothing_in_any_state(
    hall: Hall, addresses: dict[str, str], new_context: OpenContext, watch: Watch
) -> None:
    watch.expect("status of 40[0-9]")
    page = hall.let_in(new_context(bypass_csp=True))
    for address in addresses.values():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        _unfold(page)
        expect_no_violation(page)


def test_axe_finds_nothing_where_something_was_wrong(
    hall: Hall, addresses: dict[str, str], new_context: OpenContext, watch: Watch
) -> None:
    watch.expect("status of 40[0-9]")
    page = hall.let_in(new_context(bypass_csp=True, **FINGERS))
    _send_wrong_forms(page, addresses)
    page.context.clear_cookies()
    page.goto("/data")
    page.get_by_label("メールアドレス").fill("x@example.jp")
    page.get_by_label("パスワード").fill("x")
    page.get_by_role("button", name="ログインする").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect_no_sideways_scroll(page)
    expect_no_violation(page)


def _send_wrong_forms(page: Page, addresses: dict[str, str]) -> None:
    page.goto(addresses["import"])
    page.locator("form.sheet-form").evaluate(
        "form => { form.noValidate = true; form.url.value = 'x'; form.submit(); }"
    )
    expect(page.get_by_role("alert").first).to_contain_text("入力を確かめてください（2件）")
    expect_no_sideways_scroll(page)
    expect_no_violation(page)
    page.goto(addresses["ready"])
    page.locator("[name='column:2']").select_option("name")
    page.get_by_role("button", name="この対応で読み直す").click()
    expect(page.locator(".columns .field__wrong")).to_contain_text("二つの列に選んでいます")
    expect_no_sideways_scroll(page)
    expect_no_violation(page)


def test_every_state_fits_the_smallest_phone(
    hall: Hall, addresses: dict[str, str], new_context: OpenContext, watch: Watch
) -> None:
    watch.expect("status of 40[0-9]")
    page = hall.let_in(new_context(**FINGERS))
    for address in addresses.values():
        page.goto(address)
        _unfold(page)
        expect_no_sideways_scroll(page)
        expect_room_for_fingers(page)
        page.locator("html").evaluate("html => { html.dataset.textSize = 'largest'; }")
        expect_no_sideways_scroll(page)


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
