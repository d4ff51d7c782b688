"""Holds an import from the file to the public map and back, as an administrator does it in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from importers._record import File
from tests.browser.admin.conftest import Hall
from tests.browser.admin.steps import FEWER, MORE, NORTH, count, hand_in, payload, state, tab_to
from tests.browser.conftest import OpenContext, Watch
from tests.browser.steps import WHOLE_MAP
from tests.gisapp.ingest.files import places_file

pytestmark = pytest.mark.browser


def expect_offices(page: Page, names: list[str]) -> None:
    """The public map lists these offices and no other."""
    with page.expect_response(
        lambda answer: "/tiles/" in answer.url and "/city_office/" in answer.url
    ) as tile:
        page.goto("/?l=city_office")
    assert tile.value.ok
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    expect(page.locator("#place-list .item__name")).to_have_count(len(names))
    assert sorted(page.locator("#place-list .item__name").all_text_contents()) == sorted(names)


def test_from_the_file_to_the_public_map_and_back(hall: Hall, room: Page, watch: Watch) -> None:
    watch.expect("status of 404")  # nobody has loaded people: there are no figures
    page = room
    hall.gate.close()
    hand_in(page, FEWER)
    expect(state(page)).to_have_text("読んでいます")
    expect(page.locator("#progress-words")).to_have_text("市の事務所を読んでいます … 1件")
    expect(page.locator("#progress-said")).to_have_text("市の事務所を読んでいます")
    hall.gate.open()
    expect(state(page)).to_have_text("確認待ち")  # the page shows it by itself
    expect(page).to_have_title(re.compile("^確認待ち: 市の事務所の取り込み"))
    for words, number in (("新しい", 1), ("なくなる", 3), ("同じ", 1)):
        expect(count(page, words)).to_have_text(f"{number}件")
    before, after = page.locator(".before-after svg").all()
    expect(before.locator(".change--gone")).to_have_count(3)
    expect(after.locator(".change--new title")).to_have_text(["北事務所"])
    expect(after.locator(".change--same")).to_have_count(1)
    publish = page.get_by_role("button", name="確かめたので公開する")
    publish.click()  # the browser itself asks for the answer
    expect(page.locator("input:invalid")).to_be_focused()
    page.get_by_label("確かめました。このまま公開します").check()
    publish.click()
    expect(state(page)).to_have_text("公開中")
    expect(page.locator(".notice")).to_contain_text("2件を公開しました。")
    run_page = page.url
    expect_offices(page, ["北事務所", "西事務所"])
    page.goto(run_page)
    page.get_by_label("取り消すと、地図がすぐに変わることを確かめました").check()
    page.get_by_role("button", name="この取り込みを取り消す").click()
    expect(page.locator("h1")).to_have_text(re.compile(r"^取り込み \d+ の取り消し$"))
    expect(page.locator(".notice")).to_contain_text("件を、前の状態に戻しました。")
    expect_offices(page, ["東事務所", "西事務所", "南事務所", "中央事務所"])


def test_a_run_that_is_under_way_is_stopped_and_the_next_one_goes_on(hall: Hall, room: Page) -> None:
    page = room
    hall.gate.close()
    hand_in(page, FEWER)
    expect(page.locator("#progress-words")).to_contain_text("1件")
    page.get_by_role("button", name="中止する").click()
    expect(state(page)).to_have_text("中止")
    expect(page.locator(".notice")).to_contain_text("地図は変わっていません。")
    cancelled = page.url
    hand_in(page, MORE)
    expect(state(page)).to_have_text("順番待ち")
    hall.gate.open()
    expect(state(page)).to_have_text("確認待ち")
    page.goto(cancelled)
    expect(state(page)).to_have_text("中止")
    page.get_by_role("button", name="もう一度読む").click()
    expect(state(page)).to_have_text("確認待ち")


def test_a_file_that_is_no_use_says_why_and_leads_to_another(room: Page) -> None:
    page = room
    hand_in(page, File("空.csv", b""))
    expect(state(page)).to_have_text("取り込めませんでした")
    expect(page.locator(".notice--warn")).to_contain_text("このままでは取り込めません。")
    reason = page.locator("#problems li").first
    expect(reason).to_contain_text("空.csv")
    expect(reason).to_contain_text(re.compile(r"[ぁ-ん]+。"))
    with page.expect_download() as saved:
        page.get_by_role("link", name="全部を CSV で保存する").click()
    assert saved.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="別のファイルを選ぶ").click()
    expect(page.locator("h1")).to_have_text("ファイルを取り込む")
    expect(page.locator("#layer")).to_have_value("city_office")


def test_a22_odd_names_are_only_ever_text(room: Page) -> None:
    names = ["<img src=x onerror=alert(1)>.csv", "a\u202egpj.csv", "CON.csv", "😀.csv", "x" * 251 + ".csv"]
    page = room
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    files = [
        File(name, places_file([f"見本{number}の店,35.21,141.51,東1"]).data)
        for number, name in enumerate(names)
    ]
    page.goto("/data/import")
    page.locator("#files").set_input_files([payload(file) for file in files])
    chosen = page.locator("#chosen-files bdi")
    expect(chosen).to_have_count(5)
    assert chosen.nth(0).text_content() == names[0]
    assert "\u202e" not in str(page.locator("#chosen-files").text_content())
    page.locator("#layer").select_option("city_office")
    page.get_by_role("button", name="読み取る").click()
    expect(state(page)).to_have_text("確認待ち")
    told = page.locator(".run-facts bdi").all_text_contents()
    assert told[0] == names[0]
    assert all("\u202e" not in name and len(name) <= 100 for name in told)
    assert dialogs == []


def test_files_tell_their_size_and_too_many_bytes_are_not_even_sent(room: Page) -> None:
    page = room
    page.goto("/data/import")
    page.locator("#files").set_input_files(
        [payload(File("一覧.csv", b"x" * 1_234_567)), payload(File("小.csv", b"x" * 12))]
    )
    expect(page.locator("#chosen-files li")).to_have_text(["一覧.csv1.2MB", "小.csv12バイト"])
    expect(page.locator("#files-too-large")).to_be_hidden()
    page.route(
        "**/data/import",
        lambda route: route.fulfill(response=route.fetch(), body=_small(route.fetch().text())),
    )
    page.goto("/data/import")
    page.locator("#files").set_input_files([payload(File("一覧.csv", b"x" * 1_234_567))])
    expect(page.locator("#files-too-large")).to_have_text(
        "合わせて1.2MBあります。1KBまでに分けて選んでください。"
    )
    page.get_by_role("button", name="読み取る").click()
    expect(page).to_have_url(re.compile("/data/import$"))
    page.locator("#files").set_input_files([payload(File("小.csv", b"x" * 12))])
    expect(page.locator("#files-too-large")).to_be_hidden()


def _small(html: str) -> str:
    """The form of a site that takes no more than a kilobyte."""
    return html.replace('data-most-bytes="300000000"', 'data-most-bytes="1000"')


def choose(page: Page, value: str) -> None:
    """Goes down the list that the keyboard stands on until this is chosen."""
    box = page.locator("select:focus")
    for _ in range(box.locator("option").count()):
        if box.input_value() == value:
            break
        page.keyboard.press("ArrowDown")
    expect(box).to_have_value(value)


def test_the_whole_import_by_keyboard(room: Page) -> None:
    page = room
    page.goto("/data")
    tab_to(page, page.get_by_role("link", name="ファイルを取り込む"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ファイルを取り込む")
    tab_to(page, page.locator("#files"))
    # The chooser itself is the browser's own, and it opens on a real person's key only.
    page.locator("#files").set_input_files([payload(FEWER)])
    tab_to(page, page.locator("#layer"))
    choose(page, "city_office")
    tab_to(page, page.get_by_role("button", name="読み取る"))
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("確認待ち")
    gone = page.locator(".changed-names details").first
    tab_to(page, gone.locator("summary"))
    page.keyboard.press("Enter")
    expect(gone.locator("li").filter(has_text="東事務所")).to_be_visible()
    tab_to(page, page.get_by_label("確かめました。このまま公開します"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="確かめたので公開する"))
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("公開中")
    tab_to(page, page.get_by_label("取り消すと、地図がすぐに変わることを確かめました"))
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="この取り込みを取り消す")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("の取り消し$"))


def test_the_whole_import_without_scripts(hall: Hall, new_context: OpenContext) -> None:
    page = hall.let_in(new_context(java_script_enabled=False))
    hand_in(page, MORE)
    expect(state(page)).to_have_text("確認待ち")  # the page asks again by itself, every three seconds
    expect(count(page, "新しい")).to_have_text("1件")
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(state(page)).to_have_text("公開中")
    page.goto("/list?q=北事務所")
    expect(page.locator("#places-table tbody tr")).to_have_count(1)


def test_places_without_a_place_are_put_on_the_map(room: Page, watch: Watch) -> None:
    watch.expect("status of 40[04]")  # a position that is none; no figures without people
    page = room
    hand_in(
        page,
        places_file(
            [
                NORTH,
                "どこかの事務所,,,どこか",
                "東事務所,35.21,141.51,東1",
                "西事務所,35.22,141.52,西2",
                "南事務所,35.205,141.53,南1",
            ]
        ),
    )
    expect(count(page, "要位置確認になる")).to_have_text("1件")
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(state(page)).to_have_text("公開中")
    page.get_by_role("navigation", name="管理のページ").get_by_role("link", name="要位置確認").click()
    place = page.locator(".place-list__one")
    expect(place).to_contain_text("どこかの事務所")
    box = place.get_by_label("緯度, 経度")
    box.fill("139.3, 35.6")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("入力を確かめてください（1件）")
    expect(box).to_have_value("139.3, 35.6")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("35.21, 141.52")
    box.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("位置を決めました。")
    expect(page.locator(".empty")).to_contain_text("位置の分からない場所はありません。")
    page.get_by_role("link", name="地図で確かめる").click()
    expect(page.locator("#detail-title")).to_have_text("どこかの事務所")
