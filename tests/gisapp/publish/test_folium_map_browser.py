"""The stand-alone map in a real Chromium: it asks for nothing, runs nothing strange, and can be used."""

from __future__ import annotations

import pytest

from gisapp.publish.folium_map import gap_map_html
from tests.gisapp.publish.conftest import WORDS, city, places

pytestmark = pytest.mark.browser

HOSTILE = [
    "<img src=x onerror=\"window.ran='img'\">",
    "<svg/onload=window.ran='svg'>",
    "`${window.ran='backtick'}`",
    "</script><script>window.ran='script'</script>",
    "'\"];window.ran='quote';//",
    "\\u003cscript\\u003ewindow.ran='escape'\\u003c/script\\u003e",
    "{{ 7*7 }}{% raw %}<!--<script>",
    "{{ cycler.__init__.__globals__.os.environ }}",
    "javascript:window.ran='address'",
    "\u2028window.ran='separator'",
]


@pytest.fixture
def opened(chromium, vendor, tmp_path):
    """Opens a map file; fails on any request but for the file, any script error, any script of the data's."""
    contexts, seen = [], []

    def open_map(districts, assets, *, size=(1280, 900), bypass_csp=False, **changed):
        path = tmp_path / f"map{len(contexts)}.html"
        path.write_text(gap_map_html(districts, assets, vendor=vendor, **(WORDS | changed)), "utf-8")
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, bypass_csp=bypass_csp, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: seen.append(request.url) if request.url != path.as_uri() else None)
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("console", lambda message: seen.append(message.text))
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.goto(path.as_uri())
        page.wait_for_selector(".leaflet-control-zoom")
        return page

    yield open_map
    ran = [page.evaluate("window.ran ?? null") for context in contexts for page in context.pages]
    for context in contexts:
        context.close()
    assert seen == []
    assert set(ran) <= {None}


def popup(page, row=0):
    page.locator("button[data-row]").nth(row).click()
    box = page.locator(".leaflet-popup-content").last  # the one before may still be fading
    box.wait_for()
    return box


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["policy", "without-policy"])
def test_no_value_is_ever_run_or_read_as_html(opened, bypass_csp):
    hostile = [*HOSTILE, "".join(HOSTILE)]
    page = opened(
        city(names=hostile, cells=[[each] * 3 for each in hostile], class_words=hostile),
        places(names=hostile, address=hostile, layer_title=hostile),
        title=hostile[0],
        subtitle=hostile[1],
        question=hostile[3],
        legend=[("#a89c86", each) for each in hostile],
        columns=hostile[:3],
        notes=[(each, each) for each in hostile],
        bypass_csp=bypass_csp,
    )
    for row, name in enumerate(hostile):
        assert popup(page, row).locator("strong").text_content() == name
        assert popup(page, row).locator("dd").last.text_content() == name
        page.keyboard.press("Escape")
    # every place too, through Leaflet itself: on a canvas there is nothing to click on by name
    shown = page.evaluate(
        """() => { const found = [];
        map_gaps.eachLayer((layer) => {
          if (!layer.feature || layer.feature.geometry.type !== "Point") return;
          layer.openPopup();
          found.push([...document.querySelectorAll(".popup.place strong")].at(-1).textContent);
          layer.closePopup();
        }); return found; }"""
    )
    assert sorted(shown) == sorted(hostile)
    assert page.title() == hostile[0]
    assert page.locator("img, svg:not(.leaflet-control *, .chart-frame *)").count() == 0


def test_the_map_is_drawn_and_named_in_japanese(opened):
    page = opened(city(), places())
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.locator(".leaflet-control-zoom-in").get_attribute("aria-label") == "拡大"
    assert page.locator(".leaflet-control-zoom-out").get_attribute("aria-label") == "縮小"
    assert page.locator(".leaflet-control-attribution").text_content() == "Leaflet"
    assert page.locator(".leaflet-control-attribution svg").count() == 0
    assert page.evaluate("map_gaps.getMaxZoom()") == 19
    assert sorted(page.locator(".leaflet-tooltip.label").all_text_contents()) == ["東", "西"]
    painted = page.evaluate(
        """() => { const c = document.querySelector(".map canvas");
        return new Set(c.getContext("2d").getImageData(0, 0, c.width, c.height).data).size; }"""
    )
    assert painted > 10


def test_the_table_leads_to_the_map_and_the_legend_switches_layers(opened):
    page = opened(city(), places())
    assert "12,345人" in popup(page, 1).text_content()
    count = """() => { let n = 0;
        map_gaps.eachLayer((l) => { n += l.feature?.geometry.type === "Point"; }); return n; }"""
    assert page.evaluate(count) == 1
    page.get_by_label("居場所").uncheck()
    assert page.evaluate(count) == 0
    page.get_by_label("居場所").check()
    assert page.evaluate(count) == 1


def test_a_place_known_roughly_is_soft_and_says_so(opened):
    page = opened(city(), places(names=["甲", "乙"], precision=["町丁目", "exact"]))
    found = page.evaluate(
        """() => { const found = {};
        map_gaps.eachLayer((l) => { if (l.setRadius) found[l.feature.properties.heading] =
          [l.getRadius(), l.options.fillOpacity, l.options.fill, l.feature.properties.note]; });
        return found; }"""
    )
    assert found["甲"][0] > 2 * found["乙"][0]
    assert found["甲"][1] < 0.5 < found["乙"][1]
    assert found["甲"][2] is found["乙"][2] is True
    assert "町丁目まで" in found["甲"][3]


def test_the_wheel_belongs_to_the_page_until_the_map_is_chosen(opened):
    page = opened(city(), places())
    assert not page.evaluate("map_gaps.scrollWheelZoom.enabled()")
    page.locator(".map").focus()
    assert page.evaluate("map_gaps.scrollWheelZoom.enabled()")


def test_a_phone_shows_it_without_scrolling_sideways(opened):
    page = opened(city(), places(), size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(".leaflet-control-zoom-in").bounding_box()
    assert min(box["width"], box["height"]) >= 44


def test_it_prints_with_the_map_fitted_to_the_sheet(opened):
    page = opened(city(names=[f"第{n}小学校" for n in range(40)]), places())
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF")


def test_an_empty_answer_opens_too(opened):
    page = opened(city().iloc[:0], places().iloc[:0])
    assert page.get_by_text("区域がありません。").is_visible()
