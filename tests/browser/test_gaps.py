"""Holds the planner's page as it opens: answer, table, chart and map that go together, files to take away."""

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


def point(page: Page, district: str) -> Locator:
    """The chart's mark of a district."""
    return page.locator(f'#gaps-scatter g[data-district="{district}"]')


def district_of(row: Locator) -> str:
    """The district that a row is about."""
    return row.get_attribute("data-district") or ""


def test_the_answer_stands_first_with_date_source_and_table(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    answer = page.locator("#answer-text")
    expect(answer).to_have_text(
        re.compile(r"^30小学校区のうち\d+小学校区で、65歳以上の人の半数以上が800m以内に")
    )
    expect(answer).to_have_text(re.compile(r"全体では、65歳以上の人 [\d,]+人（[\d.]+％）に届きません。"))
    note = page.locator(".answer__people")
    expect(note).to_contain_text("人口: 2020年")
    expect(note).to_contain_text(AS_OF)
    expect(note).to_contain_text("見本データ（架空）")
    keys = page.locator(".keys__one dt")
    expect(keys).to_have_text(["届かない人", "届く割合", "充足率", "半数以上が届かない", "高齢化率"])
    uncovered = page.locator(".keys__one dd").first.text_content() or ""
    told = re.search(r"65歳以上の人 ([\d,]+人)（", answer.text_content() or "")
    assert told
    assert uncovered.startswith(told[1])
    expect(rows(page)).to_have_count(30)
    found = page_data(page)["answer"]["districts"]
    assert [int(district_of(row)) for row in rows(page).all()] == [row["id"] for row in found]
    worst = page.locator("#gaps-table tr.is-worst")
    expect(worst.locator(".tag")).to_have_text(["要注意"] * sum(row["worst"] for row in found))
    expect(rows(page).locator(".tag")).to_have_count(sum(row["worst"] for row in found))
    assert any(row["worst"] for row in found)


def test_verdicts_are_told_by_sign_and_words(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    words = {"robust_gap": "▲頑健に不足", "depends": "◇条件による", "robust_no_gap": "○頑健に届いている"}
    for name, told in words.items():
        shown = rows(page).locator(f".verdict--{name}")
        count = page.locator(".sure li").filter(has=page.locator(f".verdict--{name}")).locator("strong")
        expect(count).to_have_text(str(shown.count()))
        for verdict in shown.all():
            expect(verdict).to_have_text(told)
    for section in ("頑健さ", "公平さ", "どこまで確かか", "この結果の読み方", "持ち帰る"):
        expect(page.get_by_role("region", name=re.compile(section))).to_be_visible()


@pytest.mark.parametrize("system", ["elementary_district", "junior_high_district", "mesh"])
def test_colours_are_told_in_words_and_are_those_on_the_map(page: Page, system: str) -> None:
    open_gaps(page, f"?system={system}")
    expect(page.locator("#map-status")).to_be_empty()
    page.locator("#map-places").uncheck()
    expect(page.locator(".bi-legend__words li")).to_have_text(
        [
            "高齢化が進み、場所が遠い",
            "高齢化が進み、場所が近い",
            "高齢化が低く、場所が遠い",
            "人口などが分からない・非表示",
            "太いふち: 要注意（不足の大きい4分の1）",
        ]
    )
    counts: dict[str, int] = {}
    for row in page_data(page)["answer"]["districts"]:
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


def test_the_table_is_sorted_by_mouse_and_by_keyboard(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    headings = page.locator("#gaps-table thead th")
    expect(page.locator("#gaps-table thead th[aria-sort]")).to_have_text(["順位"])
    known = [rank for rank in column(page, 1) if rank is not None]
    assert is_sorted(known, down=False)
    page.locator("#all-columns").check()
    buttons = page.locator("#gaps-table .sort-button")
    expect(buttons).to_have_count(headings.count())
    for at in range(3, headings.count()):
        title = re.sub(r"\s+", "", headings.nth(at).text_content() or "")
        buttons.nth(at).click()
        expect(headings.nth(at)).to_have_attribute("aria-sort", "descending")
        expect(page.locator("#gaps-table thead th[aria-sort]")).to_have_count(1)
        expect(page.locator("#sort-status")).to_have_text(f"{title}の大きい順に並べました")
        assert is_sorted(column(page, at), down=True), title
    aging = page.locator('#gaps-table th[data-column="aging_rate"]')
    at = int(aging.evaluate("cell => cell.cellIndex"))
    aging.locator("button").focus()
    for key, down in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        expect(aging).to_have_attribute("aria-sort", "descending" if down else "ascending")
        assert is_sorted(column(page, at), down=down), key
    expect(page.locator("#sort-status")).to_have_text("高齢化率の小さい順に並べました")
    expect(aging.locator("button")).to_be_focused()
    buttons.nth(0).click()
    expect(page.locator("#sort-status")).to_have_text("小学校区を文字の順に並べました")
    expect(rows(page)).to_have_count(30)


def test_a_few_columns_stand_first_and_all_on_demand(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    seen = page.locator("#gaps-table thead th:visible")
    expect(seen).to_have_text(
        ["小学校区", "順位", "判定", "届かない人数", "届く割合", "高齢化率", "場所の数"], use_inner_text=False
    )
    page.locator("#all-columns").check()
    expect(seen).to_have_count(16)
    page.locator("#q-target").select_option("75+")
    expect(page.locator("#answer-text")).to_contain_text("75歳以上の人の半数以上")
    expect(seen).to_have_count(16)  # the next answer keeps them


def test_row_chart_and_map_light_up_together(page: Page) -> None:
    open_gaps(page)
    row = rows(page).nth(0)
    mark = point(page, district_of(row))
    row.hover()
    expect(row).to_have_class(re.compile(r"\bis-lit\b"))
    expect(mark).to_have_class(re.compile(r"\bis-lit\b"))
    mark.locator("path, circle").hover()
    expect(page.locator("#gaps-table tr.is-lit")).to_have_count(1)
    lit = page.locator("#gaps-table tr.is-lit")
    expect(point(page, district_of(lit))).to_have_class(re.compile(r"\bis-lit\b"))
    page.locator("#gaps-table .row-link").nth(3).focus()
    expect(rows(page).nth(3)).to_have_class(re.compile(r"\bis-lit\b"))
    expect(page.locator("#gaps-table tr.is-lit")).to_have_count(1)


def test_a_district_opens_beside_the_table_and_is_part_of_the_link(page: Page) -> None:
    open_gaps(page)
    scale = page.locator(".maplibregl-ctrl-scale")
    far = scale.text_content() or ""
    row = rows(page).nth(3)
    name = row.locator(".row-link").text_content() or ""
    row.locator("td").first.click()
    expect(row).to_have_class(re.compile(r"\bis-chosen\b"))
    expect(scale).not_to_have_text(far)
    opened = page.locator("#district")
    expect(opened.locator("h3")).to_have_text(name)
    expect(page.locator("#answer-status")).to_have_text(f"{name}のくわしい数字を出しました。")
    expect(page).to_have_url(re.compile(rf"district={district_of(row)}$"))
    expect(opened.locator(".bars").first.locator("li")).to_have_count(4)
    expect(opened.locator(".bars").last.locator(".bars__title")).to_have_text(
        ["300m以内", "500m以内", "800m以内", "1.0km以内", "1.5km以内"]
    )
    shares = opened.locator(".bars").last.locator(".bars__value").all_text_contents()
    told = [float(share.rstrip("％")) for share in shares if share != "非表示"]
    assert told == sorted(told)
    assert len(told) > 1
    expect(opened).to_contain_text(re.compile(r"条件を\d+通りに変えると、\d+番目から\d+番目までの間です。"))
    other = rows(page).nth(4)
    other.locator(".row-link").press("Enter")
    expect(opened.locator("h3")).to_have_text(other.locator(".row-link").text_content() or "")
    expect(page.locator("#gaps-view tr.is-chosen")).to_have_count(1)
    expect(other.locator(".row-link")).to_be_focused()
    page.reload()
    expect(opened.locator("h3")).to_have_text(other.locator(".row-link").text_content() or "")
    expect(other).to_have_class(re.compile(r"\bis-chosen\b"))
    opened.get_by_role("link", name="閉じる").click()
    expect(opened).to_have_count(0)
    expect(page.locator("#gaps-view .is-chosen")).to_have_count(0)
    expect(other.locator(".row-link")).to_be_focused()
    assert "district" not in page.url


def test_the_map_opens_its_district_and_never_holds_the_wheel(page: Page) -> None:
    open_gaps(page)
    page.locator("#map-places").uncheck()
    chart = page.locator("#map")
    scale = page.locator(".maplibregl-ctrl-scale")
    far = scale.text_content() or ""
    chart.scroll_into_view_if_needed()
    chart.hover()
    expect(page.locator("#gaps-table tr.is-lit")).to_have_count(1)
    lit = district_of(page.locator("#gaps-table tr.is-lit"))
    expect(point(page, lit)).to_have_class(re.compile(r"\bis-lit\b"))
    page.mouse.wheel(0, -3000)
    page.mouse.wheel(0, 300)
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(scale).to_have_text(far)
    chart.click()
    chosen = page.locator("#gaps-table tr.is-chosen")
    expect(chosen).to_have_count(1)
    expect(chosen.locator(".row-link")).to_be_focused()
    expect(page.locator("#district")).to_be_visible()
    expect(chosen).to_be_in_viewport()
    expect(scale).not_to_have_text(far)


def test_the_chart_opens_its_district(without_webgl: Page) -> None:
    page = without_webgl
    page.goto("/gaps")
    wanted = district_of(rows(page).nth(0))
    point(page, wanted).locator("path, circle").click()
    expect(page.locator("#district h3")).to_have_text(
        rows(page).nth(0).locator(".row-link").text_content() or ""
    )
    expect(point(page, wanted)).to_have_class(re.compile(r"\bis-chosen\b"))


def test_files_hold_what_the_page_shows_and_the_map_opens_without_a_network(
    without_webgl: Page, new_context: OpenContext, watch: Watch, tmp_path: Path
) -> None:
    page = without_webgl
    page.goto("/gaps?within_m=500&target=75%2B")
    names = rows(page).locator(".row-link").all_text_contents()
    saved = {}
    for kind in ("csv", "html"):
        with page.expect_download() as waiting:
            page.locator(f"#download-{kind}").click()
        saved[kind] = tmp_path / f"saved.{kind}"
        waiting.value.save_as(saved[kind])
        assert waiting.value.suggested_filename.startswith("見本市_足りないところ")
    table = saved["csv"].read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")  # else Excel shows rubbish
    lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert set(names) <= {cell for line in lines for cell in line}
    told = page.request.get(page.locator("#download-json").get_attribute("href") or "").text()
    assert [row["name"] for row in json.loads(told)["districts"]] == names
    address = saved["html"].as_uri()
    watch.expect(f"^request elsewhere: {re.escape(address)}$")
    opened = new_context(offline=True).new_page()
    opened.goto(address)
    expect(opened.locator(".leaflet-control-zoom-in")).to_be_visible()
    expect(opened.locator("body")).to_contain_text(names[0])
    expect(opened.locator("body")).to_contain_text("架空")
    expect(opened.locator("body")).to_contain_text("500m")


def test_the_page_leads_on_to_the_districts_of_the_map(
    without_webgl: Page, districts: dict[str, Any]
) -> None:
    page = without_webgl
    page.goto("/gaps")
    row = districts["districts"][4]
    page.locator("#gaps-table").get_by_role("link", name=row["name"]).click()
    page.locator("#district").get_by_role("link", name="みんなの地図で見る").click()
    expect(page).to_have_url(re.compile(rf"/\?d={row['id']}$"))
    expect(page.locator("#detail-title")).to_have_text(row["name"])
    page.locator("#detail").get_by_role("link", name="足りないところを調べる").click()
    expect(page.locator("#answer-text")).to_be_visible()
