"""What the stand-alone map file holds, and what it refuses to hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import folium
import pytest
from folium.plugins import MarkerCluster

from gisapp.publish.folium_map import gap_map_html
from gisapp.publish.gap_words import HIDDEN_MEANS
from gisapp.publish.offline import OfflineMap, OnlineError, check_offline, inlined_css, inlined_js, rendered
from tests.gisapp.publish.conftest import WORDS, city, places


class Text(HTMLParser):
    """The words of a page that a reader sees, table cells apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.words.append(data.strip())


def words(vendor, districts=None, assets=None, **changed) -> list[str]:
    districts = city() if districts is None else districts
    assets = places() if assets is None else assets
    return Text(gap_map_html(districts, assets, vendor=vendor, **(WORDS | changed))).words


def test_the_page_says_in_words_what_the_map_shows(vendor):
    found = words(vendor)
    for each in (
        WORDS["title"],
        WORDS["subtitle"],
        WORDS["question"],
        "出典",
        WORDS["notes"][0][1],
        "散らばり",
        "東小学校",
        "西小学校",
    ):
        assert each in found
    assert "居場所（1か所）" in found
    for figure in ("12,345人", "26.0％", "—"):
        assert found.count(figure) == 2
    assert [found.index(title) for title in WORDS["columns"]] == sorted(
        found.index(title) for title in WORDS["columns"]
    )


def test_the_page_is_japanese_titled_and_may_be_enlarged(vendor):
    html = gap_map_html(city(), places(), vendor=vendor, **WORDS)
    assert html.startswith('<!DOCTYPE html>\n<html lang="ja">')
    assert f"<title>{WORDS['title']}</title>" in html
    assert "user-scalable" not in html
    assert "maximum-scale" not in html
    assert "openstreetmap" not in html.lower()
    assert "sourceMappingURL" not in html
    assert "jquery" not in html.lower()


def test_two_renderings_of_the_same_data_are_the_same_bytes(vendor):
    first, second = (gap_map_html(city(), places(), vendor=vendor, **WORDS) for _ in range(2))
    assert re.sub(r"(element_add_to_element|fit_bounds)_\w+", "", first) == re.sub(
        r"(element_add_to_element|fit_bounds)_\w+", "", second
    )


def test_what_hidden_and_unknown_mean_stands_under_the_table(vendor):
    assert HIDDEN_MEANS in words(vendor)


@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "{% raw %}", "{# #}", "{{ cycler.__init__.__globals__.os.environ }}"]
)
def test_a_name_is_never_read_as_a_template(vendor, name):
    html = gap_map_html(
        city(names=[name, "b"]), places(names=[name]), vendor=vendor, **(WORDS | {"title": name})
    )
    assert html.count(name) >= 5


def test_nothing_to_draw_is_said(vendor):
    found = words(vendor, city().iloc[:0], places().iloc[:0])
    assert "区域がありません。" in found
    assert "場所" not in found


@pytest.mark.parametrize(
    ("districts", "assets", "legend"),
    [
        (city().to_crs(6677), places(), []),
        (city(), places().to_crs(3857), []),
        (city(colour="red;background:url(https://example.jp)"), places(), []),
        (city(), places(colour="#12345"), []),
        (city(), places(), [("#fff", "x")]),
        (city(), places(precision="hidden"), []),
        (city(), places(precision=None), []),
    ],
)
def test_what_must_not_be_handed_out_is_refused(vendor, districts, assets, legend):
    with pytest.raises(ValueError):
        gap_map_html(districts, assets, vendor=vendor, **(WORDS | {"legend": legend}))


@pytest.mark.parametrize(
    "extra",
    [
        lambda: folium.TileLayer("https://tile.example.jp/{z}/{x}/{y}.png", attr="x"),
        lambda: MarkerCluster(),
        lambda: folium.plugins.MiniMap(),
    ],
)
def test_a_link_that_is_not_vendored_fails_closed(extra):
    page = OfflineMap(tiles=None)
    extra().add_to(page)
    with pytest.raises(OnlineError):
        rendered(page)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://example.jp/x.png">',
        '<a href="//example.jp">x</a>',
        '<link rel="preload" href="data:,">',
        "<style>@import 'x.css';</style>",
        "<style>a{background:url(x.png)}</style>",
        '<p style="background:url(https://example.jp)">x</p>',
        '<p onclick="x()">x</p>',
        '<meta http-equiv="refresh" content="0">',
        '<iframe srcdoc="x"></iframe>',
    ],
)
def test_whatever_loads_something_is_noticed(html):
    with pytest.raises(OnlineError):
        check_offline(html)


def test_what_loads_nothing_passes():
    html = '<a href="#x">x</a><img src="data:,"><script>var a = "https://example.jp";</script><p>@import</p>'
    assert check_offline(html) == html


def test_vendored_files_are_found_and_only_those(vendor, tmp_path):
    with pytest.raises(OnlineError):
        inlined_js("vendor:leaflet/../../secret.js", vendor)
    with pytest.raises(OnlineError):
        inlined_js("vendor:leaflet/none.js", vendor)
    (tmp_path / "a.css").write_text("a{background:url(b.png)}", "utf-8")
    with pytest.raises(OnlineError):
        inlined_css("vendor:a.css", tmp_path)
    (tmp_path / "b.png").write_bytes(b"png")
    assert inlined_css("vendor:a.css", tmp_path) == "a{background:url(data:image/png;base64,cG5n)}"
    (tmp_path / "c.js").write_text("x = '</script><!--';\r\n//# sourceMappingURL=c.js.map\n", "utf-8")
    assert inlined_js("vendor:c.js", tmp_path) == "x = '<\\/script><\\!--';\n\n"
