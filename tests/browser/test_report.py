"""Holds the printed report: a sheet that reads on paper, without colour, without a network and with a keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FINGERS, OpenContext
from tests.browser.test_accessibility import expect_no_violation

pytestmark = pytest.mark.browser

ASKED = "/gaps/report?within_m=500&sites=1&count=2&hosts=points"
#: What is left of A4 between the margins of the report, at 96 dots an inch.
PAPER = {"width": 688, "height": 1002}


def on_paper(page: Page) -> Page:
    """The page as it is printed."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    return page


def test_on_paper_stands_the_report_and_nothing_of_the_site(page: Page) -> None:
    page.goto(ASKED)
    on_paper(page)
    for part in (".site-header", ".site-footer", ".report-tools", ".skip-links", ".sample-banner"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("h1")).to_have_text(re.compile("^見本市　65歳以上の人に、場所が足りない小学校区$"))
    expect(page.locator(".report-warn").first).to_contain_text("架空のデータです。")
    expect(page.locator(".report-meta")).to_contain_text(re.compile(r"計算の番号 [0-9a-f]{12}"))


def test_nothing_is_cut_off_at_the_edge_of_the_paper(page: Page) -> None:
    page.goto(ASKED)
    on_paper(page)
    wide = """() => [...document.querySelectorAll(".report *")].filter((each) =>
      each.getBoundingClientRect().right > innerWidth + 1 && !each.closest("svg")).map((each) => each.className)"""
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    letters = """() => Math.min(...[...document.querySelectorAll(".report *")].filter((each) => !each.closest("svg"))
      .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
    assert page.evaluate(letters) >= 9  # 6.75 points: smaller nobody reads


def test_rows_stay_whole_and_headings_come_again_on_every_sheet(page: Page) -> None:
    page.goto(ASKED)
    on_paper(page)
    style = "(each, name) => getComputedStyle(each)[name]"
    table = page.locator(".report-annex .report-table")
    assert table.locator("thead").evaluate(style, "display") == "table-header-group"
    assert set(
        table.locator("tr").evaluate_all("(rows) => rows.map((row) => getComputedStyle(row).breakInside)")
    ) == {"avoid"}
    assert page.locator(".report-annex").evaluate(style, "breakBefore") == "page"
    assert page.locator("h2").first.evaluate(style, "breakAfter") == "avoid"
    expect(table.locator("tbody tr")).to_have_count(31)


def test_it_prints_as_a4(page: Page) -> None:
    page.goto(ASKED)
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert {(round(right - left), round(top - bottom)) for left, bottom, right, top in boxes} == {(595, 842)}
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert 5 <= sheets <= 9


def test_k7_k13_the_map_reads_without_colour_and_names_the_worst(page: Page) -> None:
    page.goto(ASKED)
    fills = page.locator(".gap-map path[data-district]").evaluate_all(
        "(all) => all.map((each) => each.getAttribute('fill'))"
    )
    assert len(fills) == 30
    for fill in set(fills):
        expect(page.locator(fill.removeprefix("url(").removesuffix(")")).locator("rect")).to_have_count(1)
    rows = page.locator("#report-worst ~ .report-scroll tbody th")
    names = [
        name.strip().removesuffix("小学校区")
        for name in rows.evaluate_all("(all) => all.map((each) => each.firstChild.textContent)")
    ]
    written = page.locator(".gap-map > text").all_text_contents()
    assert names
    assert len(set(names) & set(written)) >= len(names) / 2
    expect(page.locator(".gap-map g text")).to_have_text(["1", "2"])


def test_the_print_button_opens_the_browsers_window(page: Page) -> None:
    page.add_init_script("window.print = () => { document.title = 'printed'; };")
    page.goto("/gaps/report")
    page.get_by_role("button", name="印刷する・PDFにする").click()
    expect(page).to_have_title("printed")


def test_without_scripts_everything_is_there(new_context: OpenContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/gaps/report")
    expect(page.locator(".report svg[role=img]")).to_have_count(3)
    expect(page.get_by_role("button", name="印刷する・PDFにする")).to_be_hidden()
    page.get_by_role("link", name="条件と地図にもどる").click()
    expect(page).to_have_url(re.compile(r"/gaps\?"))


def test_the_number_leads_to_the_same_figures(page: Page) -> None:
    page.goto("/gaps/report?within_m=500")
    page.locator(".report-address a").click()
    expect(page.locator("#run-answer")).to_have_text("同じ数字です。")
    page.get_by_role("link", name="報告書を開く").click()
    expect(page.locator(".report-question").first).to_contain_text("500m以内")


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nothing_stands_in_anybodys_way(new_context: OpenContext, size: str) -> None:
    wanted = FINGERS if size == "phone" else {}
    page = new_context(**wanted, bypass_csp=True).new_page()
    page.goto(ASKED)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_no_violation(page)
    page.locator(".report-address a").click()
    expect(page.locator("#run-answer")).to_be_visible()
    expect_no_violation(page)
