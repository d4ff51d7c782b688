"""The drawings of a district: its map among neighbours, ages, years; and how they are made ready for paper."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import box

from gisapp.planning.profile.pyramid import Pyramid, five_years
from gisapp.publish.district_map_svg import Numbered, district_map_svg
from gisapp.publish.pdf import FONT, for_paper
from gisapp.publish.pyramid_svg import pyramid_svg
from gisapp.publish.trend_svg import trend_svg
from tests.gisapp.publish.handed import HOSTILE, SVG, drawn, texts, titles

SQUARES = np.array([box(k * 1000, 0, (k + 1) * 1000, 1000) for k in range(3)], dtype=object)
NAMES = ["西小学校区", "中小学校区", HOSTILE]


def test_neighbours_in_sight_are_named_and_places_carry_their_numbers():
    places = [
        Numbered((1500, 500), 1, "見本サロン"),
        Numbered((1501, 500), 2, "となり"),
        Numbered((1200, 200), 3, "町まで", exact=False),
    ]
    element = drawn(district_map_svg(SQUARES, NAMES, 1, places))
    assert {"1・2", "3", "西", "北"} <= set(texts(element))
    assert "1 見本サロン、2 となり" in titles(element)
    assert any(word.endswith("m") for word in texts(element))
    rough = [each for each in element.iter(f"{SVG}rect") if each.get("stroke-dasharray")]
    assert len(rough) == 1


def ages(people: dict[str, list[int | None]]) -> Pyramid:
    return Pyramid(((0, 14), (15, 64), (65, None)), people, {sex: [10.0, 30.0, 10.0] for sex in people})


def test_the_area_of_a_bar_is_its_people_however_wide_the_ages():
    element = drawn(pyramid_svg(ages({"m": [150, 500, 150], "f": [150, 500, None]}), name="中"))
    bars = {each.find(f"{SVG}title").text: each for each in element.iter(f"{SVG}rect")}
    young, old = bars["0〜14歳 男性 150人"], bars["15〜64歳 男性 500人"]
    assert float(young.get("width")) == pytest.approx(float(old.get("width")), rel=0.01)  # ten a year both
    assert "非表示" in texts(element)
    assert "65歳以上 女性 0人" not in bars


def test_steps_of_five_years_end_at_85_and_wide_ages_stay_as_they_are():
    single = (*((age, age) for age in range(90)), (90, None))
    assert five_years(single)[:2] == ((0, 4), (5, 9))
    assert five_years(single)[-2:] == ((80, 84), (85, None))
    assert five_years(((0, 14), (15, 64), (65, None))) == ((0, 14), (15, 64), (65, None))
    assert five_years(()) == ()


def test_projected_years_are_broken_lines_and_numbers_do_not_touch():
    years = [
        {"year": 2020, "kind": "census", "people_65": 800, "people_75": 790, "people_0_14": None},
        {"year": 2040, "kind": "projection", "people_65": 900, "people_75": 890, "people_0_14": 100},
    ]
    element = drawn(trend_svg(years, name="中"))
    assert "推計" in texts(element)
    assert sum(each.get("stroke-dasharray") == "5 4" for each in element.iter(f"{SVG}line")) == 2
    at = {each.text: float(each.get("y")) for each in element.iter(f"{SVG}text")}
    assert at["890"] - at["900"] >= 12


def test_paper_gets_plain_colours_a_font_and_letters_without_a_halo():
    made = for_paper(str(district_map_svg(SQUARES, NAMES, 1, [Numbered((1500, 500), 1, "見本")])))
    assert "var(" not in made
    assert "paint-order" not in made
    assert f'<svg font-family="{FONT}"' in made
