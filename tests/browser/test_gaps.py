"""Holds the planner's page: question, answer, table and map that go together, files to take away."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenContext, Watch
from tests.browser.steps import AS_OF, colours, open_gaps, page_data

pytestmark = pytest.mark.browser


def rows(page: Page) -> Locator:
    """The table's districts, in the order shown."""
    return page.locator("#gaps-table tbody tr[data-district]")


def column(page: Page, number: int) -> list[float | None]:
    """The values that a column is sorted by; None where there is none."""
    told = rows(page).evaluate_all(
        "(rows, at) => rows.map((row) => row.cells[at].dataset.value ?? null)", number
    )
    return [float(value) if value else None for value in told]


def is_sorted(values: list[float | None], *, down: bool) -> bool:
    """Known ones in order, the others after them."""
    known = [value for value in values if value is not None]
    return values == sorted(known, reverse=down) + [None] * (len(values) - len(known))


def test_the_answer_stands_first_with_date_source_and_table(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    answer = page.locator("#answer-text")
    expect(answer).to_have_text(
        re.compile(r"^30小学校区のうち\d+小学校区で、65歳以上の人の半数以上が800m以内に")
    )
    expect(answer).to_have_text(re.compile(r"全体では、65歳以上の人 [\d,]+人（[\d.]+％）が800m以内に"))
    expect(page.locator(".answer .figures-note")).to_contain_text(f"{AS_OF}現在。")
    expect(page.locator(".answer .figures-note")).to_contain_text("見本データ（架空）")
    expect(rows(page)).to_have_count(30)
    found = page_data(page)["result"]["rows"]
    names = rows(page).locator(".row-link")
    expect(names).to_have_text([row["name"] for row in found])
    worst = page.locator("#gaps-table tr.is-worst")
    expect(worst.locator(".tag")).to_have_text(["要注意"] * sum(row["worst"] for row in found))
    expect(worst.locator(".row-link")).to_have_text([row["name"] for row in found if row["worst"]])
    expect(rows(page).locator(".tag")).to_have_count(sum(row["worst"] for row in found))
    assert any(row["worst"] for row in found)


@pytest.mark.parametrize("system", ["elementary_district", "junior_high_district"])
def test_colours_are_told_in_words_and_are_those_on_the_map(page: Page, system: str) -> None:
    open_gaps(page, f"?system={system}")
    expect(page.locator("#map-status")).to_be_empty()
    expect(page.locator(".bi-legend__words li")).to_have_text(
        [
            "高齢化が進み、場所が遠い",
            "高齢化が進み、場所が近い",
            "高齢化が低く、場所が遠い",
            "人口などが分からない",
            "太いふち: 要注意の校区",
        ]
    )
    counts: dict[str, int] = {}
    for row in page_data(page)["result"]["rows"]:
        if None in (row["aging_class"], row["service_class"]):
            continue  # hatched
        name = f"{row['aging_class']}{2 - row['service_class']}"
        counts[name] = counts.get(name, 0) + 1
    painted = {colour for line in colours(page, page.locator("#map").screenshot()) for colour in line}
    for aging in range(3):
        for far in range(3):
            name = f"{aging}{far}"
            cell = page.locator(f"#bi-legend td.bi-{name}")
            expect(cell).to_have_text(str(counts.get(name, 0)))
            shown = cell.evaluate(
                "(cell, name) => getComputedStyle(cell).getPropertyValue(`--bi-${name}`).trim()", name
            )
            assert (shown in painted) == (name in counts), (name, shown)


def test_another_question_has_another_answer(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    first = page.locator("#answer-text").text_content() or ""
    page.locator("#q-target").select_option("0-14")
    page.locator("#q-within").select_option("500")
    page.locator("input[name=categories][value=cafe]").uncheck()
    page.locator("input[name=categories][value=kodomo_shokudo]").check()
    page.locator(".question__more summary").click()
    page.locator("#q-detour").fill("1.3")
    page.get_by_role("button", name="調べる").click()
    answer = page.locator("#answer-text")
    expect(answer).not_to_have_text(first)
    expect(answer).to_contain_text(
        "0〜14歳の子どもの半数以上が500m以内に居場所・サロンまたはこども食堂がありません"
    )
    expect(page.locator("#q-target")).to_have_value("0-14")
    expect(page.locator("#q-within")).to_have_value("500")
    expect(page.locator("#q-detour")).to_have_value("1.3")
    expect(page.locator("#q-detour")).to_be_visible()
    expect(page.locator("input[name=categories]:checked")).to_have_count(2)
    expect(page.locator(".method__list")).to_contain_text("直線距離を 1.3 倍した値")
    page.locator("#q-system").select_option("junior_high_district")
    page.get_by_role("button", name="調べる").click()
    expect(answer).to_contain_text("12中学校区のうち")
    expect(rows(page)).to_have_count(12)
    page.go_back()
    expect(rows(page)).to_have_count(30)


def test_the_table_is_sorted_by_mouse_and_by_keyboard(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    headings = page.locator("#gaps-table thead th")
    expect(page.locator("#gaps-table thead th[aria-sort]")).to_have_text(["順位"])
    known = [rank for rank in column(page, 1) if rank is not None]
    assert is_sorted(known, down=False)
    buttons = page.locator("#gaps-table .sort-button")
    expect(buttons).to_have_count(9)
    for at in range(2, 9):
        title = re.sub(r"\s+", "", headings.nth(at).text_content() or "")
        buttons.nth(at).click()
        expect(headings.nth(at)).to_have_attribute("aria-sort", "descending")
        expect(page.locator("#gaps-table thead th[aria-sort]")).to_have_count(1)
        expect(page.locator("#sort-status")).to_have_text(f"{title}の大きい順に並べました")
        assert is_sorted(column(page, at), down=True), title
    buttons.nth(4).focus()
    for key, down in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        expect(headings.nth(4)).to_have_attribute("aria-sort", "descending" if down else "ascending")
        assert is_sorted(column(page, 4), down=down), key
    expect(page.locator("#sort-status")).to_have_text("高齢化率の小さい順に並べました")
    expect(buttons.nth(4)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(buttons.nth(3)).to_be_focused()
    buttons.nth(0).click()
    expect(headings.nth(0)).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#sort-status")).to_have_text("校区を文字の順に並べました")
    expect(rows(page)).to_have_count(30)


def test_a_row_marks_its_district_and_goes_there(page: Page) -> None:
    open_gaps(page)
    scale = page.locator(".maplibregl-ctrl-scale")
    far = scale.text_content() or ""
    row = rows(page).nth(3)
    row.locator("td").first.click()
    expect(row).to_have_class(re.compile(r"\bis-chosen\b"))
    expect(scale).not_to_have_text(far)
    other = rows(page).nth(5)
    other.locator(".row-link").press("Enter")
    expect(other).to_have_class(re.compile(r"\bis-chosen\b"))
    expect(page.locator("#gaps-table tr.is-chosen")).to_have_count(1)
    expect(page).to_have_url(re.compile("/gaps$"))
    other.hover()
    expect(other).to_have_class(re.compile(r"\bis-lit\b"))


def test_the_map_marks_its_row_and_never_holds_the_wheel(page: Page) -> None:
    open_gaps(page)
    chart = page.locator("#map")
    scale = page.locator(".maplibregl-ctrl-scale")
    far = scale.text_content() or ""
    chart.scroll_into_view_if_needed()
    chart.hover()
    expect(page.locator("#gaps-table tr.is-lit")).to_have_count(1)
    lit = page.locator("#gaps-table tr.is-lit").get_attribute("data-district")
    top = page.locator("h1").bounding_box()
    assert top
    page.mouse.wheel(0, -3000)
    page.mouse.wheel(0, 300)
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(scale).to_have_text(far)
    page.locator(f'#gaps-table tr[data-district="{lit}"]').scroll_into_view_if_needed()
    chart.click()
    chosen = page.locator("#gaps-table tr.is-chosen")
    expect(chosen).to_have_count(1)
    expect(chosen.locator(".row-link")).to_be_focused()
    expect(chosen).to_be_in_viewport()
    expect(scale).not_to_have_text(far)


def test_files_hold_what_the_page_shows_and_the_map_opens_without_a_network(
    without_webgl: Page, new_context: OpenContext, watch: Watch, tmp_path: Path
) -> None:
    page = without_webgl
    page.goto("/gaps?within_m=500&target=75%2B")
    found = page_data(page)["result"]["rows"]
    saved = {}
    for kind in ("csv", "html", "json"):
        with page.expect_download() as waiting:
            page.locator(f"#download-{kind}").click()
        saved[kind] = tmp_path / f"saved.{kind}"
        waiting.value.save_as(saved[kind])
        if kind != "json":
            assert waiting.value.suggested_filename.startswith("見本市_足りないところ")
    table = saved["csv"].read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")  # else Excel shows rubbish
    lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert {row["name"] for row in found} <= {cell for line in lines for cell in line}
    assert [each["district"] for each in json.loads(saved["json"].read_text("utf-8"))] == [
        row["name"] for row in found
    ]
    address = saved["html"].as_uri()
    watch.expect(f"^request elsewhere: {re.escape(address)}$")
    opened = new_context(offline=True).new_page()
    opened.goto(address)
    expect(opened.locator(".leaflet-control-zoom-in")).to_be_visible()
    expect(opened.locator("body")).to_contain_text(found[0]["name"])
    expect(opened.locator("body")).to_contain_text("架空")
    expect(opened.locator("body")).to_contain_text("500m")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("target=nobody", "だれが「nobody」は選べません。"),
        ("within_m=-5", "距離「-5」は使えません。"),
        ("within_m=%EF%BC%98%EF%BC%90%EF%BC%90", "半角で入れてください。"),
        ("categories=<script>alert(1)</script>", "場所の種類「<script>alert(1)</script>」は選べません。"),
    ],
)
def test_what_cannot_be_asked_is_told_with_the_form_to_ask_again(
    without_webgl: Page, watch: Watch, query: str, said: str
) -> None:
    page = without_webgl
    watch.expect(r"status of 4\d\d")
    page.goto(f"/gaps?{query}")
    trouble = page.locator(".notice--warn[role=alert]")
    expect(trouble).to_contain_text("調べられませんでした。")
    expect(trouble).to_contain_text(said)
    expect(page.locator("#gaps-table")).to_have_count(0)
    page.get_by_role("button", name="調べる").click()
    expect(page.locator("#answer-text")).to_be_visible()
    expect(trouble).to_have_count(0)


def test_the_page_leads_on_to_the_districts_of_the_map(
    without_webgl: Page, districts: dict[str, Any]
) -> None:
    page = without_webgl
    page.goto("/gaps")
    row = districts["districts"][4]
    page.locator("#gaps-table").get_by_role("link", name=row["name"]).click()
    expect(page).to_have_url(re.compile(rf"/\?d={row['id']}$"))
    expect(page.locator("#detail-title")).to_have_text(row["name"])
    page.locator("#detail").get_by_role("link", name="足りないところを調べる").click()
    expect(page.locator("#answer-text")).to_be_visible()
