"""Holds the planner's controls: each answers at once, the newest question counts, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenContext, Watch
from tests.browser.steps import NO_MAP, WHOLE_MAP, open_gaps

pytestmark = pytest.mark.browser


@pytest.fixture
def page(without_webgl: Page) -> Page:
    """The page where nothing waits for a map."""
    without_webgl.goto("/gaps")
    expect(without_webgl.locator(NO_MAP)).to_be_attached()
    return without_webgl


def answer(page: Page) -> Locator:
    """The answer's sentence."""
    return page.locator("#answer-text")


def slide(page: Page, control: str, value: str) -> None:
    """Moves a slider as a hand does: the value, and the word of it."""
    page.locator(control).fill(value)


def test_going_back_asks_the_question_before(page: Page) -> None:
    first = answer(page).text_content() or ""
    page.locator("#q-within-slide").evaluate(
        """slide => [600, 700, 500].forEach(value => {
            slide.value = value;
            slide.dispatchEvent(new Event("input", { bubbles: true }));
        })"""
    )
    expect(page).to_have_url(re.compile(r"within_m=500"))
    page.locator("#q-within-slide").dispatch_event("change")
    page.locator("input[name=categories][value=cafe]").uncheck()
    expect(answer(page)).to_contain_text("500m以内に居場所・サロンが")
    page.go_back()
    expect(answer(page)).to_contain_text("500m以内に居場所・サロンまたはカフェ・喫茶が")
    expect(page.locator("input[name=categories][value=cafe]")).to_be_checked()
    page.go_back()
    expect(answer(page)).to_have_text(first)
    expect(page.locator("#q-within")).to_have_value("800")
    page.go_forward()
    expect(page.locator("#q-within")).to_have_value("500")


def test_every_control_answers_at_once_and_the_address_asks_the_same(page: Page) -> None:
    slide(page, "#q-within-slide", "500")
    expect(answer(page)).to_contain_text("の半数以上が500m以内に")
    expect(page.locator("#q-within")).to_have_value("500")
    expect(page.locator("#q-within-time")).to_have_text("500mは、歩いて約8分")
    expect(page).to_have_url(re.compile(r"within_m=500"))
    page.locator("#q-within").fill("1200")
    expect(answer(page)).to_contain_text("の半数以上が1,200m以内に")
    expect(page.locator("#q-within-slide")).to_have_value("1200")
    page.locator("input[name=categories][value=cafe]").uncheck()
    expect(answer(page)).to_contain_text("1,200m以内に居場所・サロンがありません")
    page.locator("#q-target").select_option("0-14")
    expect(answer(page)).to_contain_text("0〜14歳の子どもの半数以上が")
    page.get_by_role("radio", name="インフォーマル").check()
    expect(answer(page)).to_contain_text("居場所・サロン（インフォーマルのみ）")
    page.locator("#q-system").select_option("junior_high_district")
    expect(answer(page)).to_contain_text("12中学校区のうち")
    expect(page.locator("#gaps-table tbody tr")).to_have_count(12)
    said = answer(page).text_content() or ""
    expect(page.locator("#answer-status")).to_have_text(said)
    page.reload()
    expect(answer(page)).to_have_text(said)
    expect(page.locator("#q-target")).to_have_value("0-14")
    expect(page.locator("#q-within")).to_have_value("1200")
    expect(page.locator("input[name=categories]:checked")).to_have_count(1)


def test_a_year_to_come_is_marked_and_stands_beside_today(page: Page) -> None:
    page.locator("#q-year").select_option("2040")
    expect(page.locator(".answer__mark")).to_have_text("推計 2040年（推計）の人口による答えです。")
    table = page.get_by_role("table", name="2020年と2040年を比べる")
    expect(table.get_by_role("row")).to_have_count(6)
    expect(page.locator(".years__parting")).to_contain_text("2020年から2040年までに、65歳以上の人は")
    page.locator("#q-year").select_option("0")
    expect(page.locator(".years")).to_have_count(0)


def test_ages_of_ones_own(page: Page) -> None:
    page.locator(".question__more summary").click()
    page.locator("#q-age-from").fill("70")
    expect(page.locator("#q-target")).to_have_value("ages")
    expect(answer(page)).to_contain_text("70歳以上の人の半数以上が")
    page.locator("#q-age-to").fill("84")
    expect(answer(page)).to_contain_text("70〜84歳の人の半数以上が")
    page.get_by_role("radio", name="女性").check()
    expect(answer(page)).to_contain_text("70〜84歳の人のうち女性")
    expect(page).to_have_url(re.compile(r"target=70-84.*sex=f"))


def test_weights_change_the_order_and_go_back_to_the_usual_ones(page: Page) -> None:
    page.locator("#expert summary").click()
    state = page.locator("#expert-state")
    expect(state).to_have_text("初めの値のまま")
    first = page.locator("#gaps-table tbody .row-link").all_text_contents()
    for key in ("uncovered_people", "uncovered_share", "access_mean"):
        slide(page, f"#q-w-{key}", "0")
    expect(state).to_have_text("3つ変えています")
    expect(page.locator("#q-w-access_mean + output")).to_have_text("0（使わない）")
    expect(page.locator("#gaps-table tbody .row-link")).not_to_have_text(first)
    rates = page.locator("#gaps-table tbody tr").evaluate_all(
        """(rows) => rows.map((row) => [...row.cells].map((cell) => cell.dataset.value))
          .filter((values) => values[1]).map((values) => Number(values[6]))"""
    )
    assert len(rates) > 20
    assert rates == sorted(rates, reverse=True)  # the aging rate alone is left
    page.get_by_role("link", name="初めの値に戻す").click()
    expect(state).to_have_text("初めの値のまま")
    expect(page.locator("#gaps-table tbody .row-link")).to_have_text(first)
    assert "w=" not in page.url


def test_pace_and_weights_follow_the_group(page: Page) -> None:
    page.locator("#expert summary").click()
    page.locator("#q-target").select_option("0-5")
    expect(page.locator("#q-speed")).to_have_value("4.8")
    expect(page.locator("#q-speed + output")).to_have_text("4.8km/時")
    expect(page.locator("#q-w-children_rate")).to_have_value("5")
    expect(page.locator("#q-w-aging_rate")).to_have_value("0")
    expect(page.locator("#expert-state")).to_have_text("初めの値のまま")
    slide(page, "#q-speed", "3")
    expect(page).to_have_url(re.compile("speed_km_h=3"))
    page.locator("#q-target").select_option("75+")
    expect(answer(page)).to_contain_text("75歳以上の人の半数以上が")
    expect(page.locator("#q-speed")).to_have_value("3")
    expect(page.locator("#expert-state")).to_have_text("初めの値のまま")  # three is this group's own pace


def test_the_order_of_the_table_outlives_an_answer(page: Page) -> None:
    page.locator("#gaps-table").get_by_role("button", name="高齢化率").click()
    order = page.locator("#gaps-table tbody .row-link").all_text_contents()
    slide(page, "#q-within-slide", "300")
    expect(answer(page)).to_contain_text("300m以内に")
    expect(page.locator("#gaps-table thead th[aria-sort]")).to_have_text(["高齢化率"])
    known = page.locator("#gaps-table tbody tr").filter(has_not=page.locator(".unknown"))
    shown = known.locator(".row-link").all_text_contents()
    assert shown == [name for name in order if name in shown]


def test_an_open_district_stays_open_with_its_new_figures(page: Page) -> None:
    page.locator("#gaps-table .row-link").first.click()
    title = page.locator("#district h3")
    name = title.text_content() or ""
    before = page.locator("#district .pairs").first.text_content() or ""
    page.locator("#q-target").select_option("75+")
    expect(page.locator("#district .pairs").first).not_to_have_text(before)
    expect(title).to_have_text(name)
    page.locator("#q-system").select_option("junior_high_district")
    expect(page.locator("#district")).to_have_count(0)
    assert "district=" not in page.url.replace("_district", "")


def test_only_the_newest_question_is_answered(page: Page, watch: Watch) -> None:
    watch.expect("ERR_ABORTED")
    held: list[Route] = []
    page.route(re.compile(r"/gaps/answer\?.*within_m=500"), lambda route: held.append(route))
    slide(page, "#q-within-slide", "500")
    expect(page.locator("#gaps-answer")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".gaps-busy__words")).to_be_visible()
    expect(page.locator("#answer-status")).to_have_text("計算しています。")
    expect(answer(page)).to_contain_text("800m以内に")  # the old answer stays until the new one is there
    slide(page, "#q-within-slide", "900")
    expect(answer(page)).to_contain_text("900m以内に")
    expect(page.locator("#gaps-answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".gaps-busy__words")).to_be_hidden()
    assert len(held) == 1
    page.unroute_all(behavior="ignoreErrors")
    expect(answer(page)).to_contain_text("900m以内に")


def test_what_cannot_be_answered_is_told_in_place_and_the_question_stays(page: Page, watch: Watch) -> None:
    watch.expect(r"status of 40\d")
    said = answer(page).text_content() or ""
    page.locator("#expert summary").click()
    page.locator("#q-supply").select_option("hours_capacity")
    for key in ("ibasho", "cafe"):
        page.locator(f"input[name=categories][value={key}]").uncheck()
    trouble = page.locator("#answer-trouble")
    expect(trouble).to_have_text("調べられませんでした。数える場所を一つ以上選んでください。")
    expect(page.locator("#q-supply")).to_have_value("hours_capacity")
    page.locator("#q-supply").select_option("count")
    page.locator("#q-within").fill("99999")  # out of range: nothing is asked
    page.locator("input[name=categories][value=ibasho]").check()
    page.locator("input[name=categories][value=cafe]").check()
    expect(trouble).to_contain_text("数える場所を一つ以上")
    page.locator("#q-within").fill("800")
    expect(trouble).to_be_empty()
    expect(answer(page)).to_have_text(said)


def test_a_lost_connection_is_told_and_the_next_answer_clears_it(page: Page, watch: Watch) -> None:
    watch.expect("ERR_FAILED")
    page.route("**/gaps/answer?*", lambda route: route.abort())
    slide(page, "#q-within-slide", "500")
    trouble = page.locator("#answer-trouble")
    expect(trouble).to_contain_text("データを読み込めませんでした。")
    expect(answer(page)).to_contain_text("800m以内に")
    expect(page.locator("#q-within")).to_have_value("500")
    page.unroute_all()
    page.locator("#q-within").press("Enter")
    expect(answer(page)).to_contain_text("500m以内に")
    expect(trouble).to_be_empty()


def test_a_refused_address_is_told_with_the_form_to_ask_again(without_webgl: Page, watch: Watch) -> None:
    page = without_webgl
    watch.expect(r"status of 4\d\d")
    page.goto("/gaps?target=nobody&within_m=700")
    expect(page.locator("#answer-trouble")).to_contain_text("だれが「nobody」は選べません。")
    expect(page.locator("#q-within")).to_have_value("700")
    expect(page.locator("#gaps-table")).to_have_count(0)
    page.locator("#q-target").select_option("75+")
    expect(answer(page)).to_contain_text("75歳以上の人の半数以上が700m以内に")
    expect(page.locator("#answer-trouble")).to_be_empty()
    expect(page.locator("#gaps-table tbody tr")).to_have_count(30)


def test_the_link_is_copied(new_context: OpenContext) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/gaps?within_m=600")
    page.locator("#gaps-table .row-link").nth(2).click()
    expect(page.locator("#district")).to_be_visible()
    page.get_by_role("button", name="リンクを写す").click()
    expect(page.locator("#share-status")).to_contain_text("リンクを写しました。")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "district=" in page.url


def test_the_map_follows_the_answer_into_another_system(new_context: OpenContext) -> None:
    page = new_context().new_page()
    open_gaps(page)
    page.evaluate("delete document.documentElement.dataset.map")
    page.locator("#q-system").select_option("mesh")
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    expect(page.locator("#map canvas")).to_have_count(1)
    expect(page.locator("#map-status")).to_be_empty()
    page.evaluate("delete document.documentElement.dataset.map")
    page.locator("#q-system").select_option("junior_high_district")
    expect(page.locator(WHOLE_MAP)).to_be_attached()
    expect(page.locator("#map canvas")).to_have_count(1)


def test_a_phone_has_tabs(phone: Page) -> None:
    phone.goto("/gaps")
    tabs = phone.get_by_role("tablist", name="答えの見かた").get_by_role("tab")
    expect(tabs).to_have_text(["表", "地図", "図"])
    expect(phone.locator("#panel-table")).to_be_visible()
    expect(phone.locator("#panel-map")).to_be_hidden()
    expect(phone.locator("#map canvas")).to_have_count(0)  # it is made when it is wanted
    tabs.nth(1).tap()
    expect(phone.locator(WHOLE_MAP)).to_be_attached()
    expect(phone.locator("#panel-table")).to_be_hidden()
    tabs.nth(2).tap()
    expect(phone.locator("#gaps-scatter")).to_be_visible()
    tabs.nth(0).tap()
    phone.locator("#gaps-table .row-link").nth(1).tap()
    expect(phone.locator("#district h3")).to_be_in_viewport()
