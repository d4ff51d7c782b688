"""The charts: where marks lie, what they say, who has none."""

from __future__ import annotations

from itertools import combinations
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.publish.chart_svg import before_after, lorenz, scatter, share_of_first_half
from gisapp.publish.svg import Box, words_width
from tests.gisapp.publish.handed import BREAKS, HOSTILE, SVG, drawn, row, texts, titles

REACH = "800m以内に場所がある人"


def points(svg: str) -> dict[str, Element]:
    found = drawn(svg).iter(f"{SVG}g")
    return {
        each.get("data-district", ""): each for each in found if "chart-point" in (each.get("class") or "")
    }


def place(point: Element) -> tuple[float, float]:
    circle = point.find(f"{SVG}circle")
    assert circle is not None
    return float(circle.get("cx", "")), float(circle.get("cy", ""))


def test_a_point_lies_where_the_axes_say() -> None:
    element = drawn(
        scatter(
            [row(1, aging=20, share=40), row(2, aging=40, share=80), row(3, aging=30, share=0)],
            BREAKS,
            reach_words=REACH,
        )
    )
    at = {
        number: place(point)
        for number, point in points(
            scatter(
                [row(1, aging=20, share=40), row(2, aging=40, share=80), row(3, aging=30, share=0)],
                BREAKS,
                reach_words=REACH,
            )
        ).items()
    }
    ticks = {
        (each.text, each.get("text-anchor")): (float(each.get("x", "")), float(each.get("y", "")))
        for each in element.iter(f"{SVG}text")
    }
    assert at["1"][0] == pytest.approx(ticks["20", "middle"][0], abs=0.02)
    assert at["2"][0] == pytest.approx(ticks["40", "middle"][0], abs=0.02)
    assert at["1"][1] + 4 == pytest.approx(ticks["40", "end"][1], abs=0.02)
    assert at["3"][1] + 4 == pytest.approx(ticks["0", "end"][1], abs=0.02)
    assert at["3"][0] - at["1"][0] == pytest.approx(at["2"][0] - at["3"][0], abs=0.02)
    assert at["2"][1] < at["1"][1] < at["3"][1]


def test_every_point_is_told_in_words() -> None:
    svg = scatter([row(1, aging=31.24, share=12.3, worst=True), row(2)], BREAKS, reach_words=REACH)
    found = titles(drawn(svg))
    assert f"第1小学校区: 高齢化率 31.2％、{REACH} 12.3％、順位 1、要注意" in found
    assert f"第2小学校区: 高齢化率 28.0％、{REACH} 50.0％、順位 2" in found


def test_the_worst_are_told_by_shape_and_by_name() -> None:
    svg = scatter([row(1, worst=True), row(2)], BREAKS, reach_words=REACH)
    found = points(svg)
    assert found["1"].find(f"{SVG}circle") is None
    assert found["1"].find(f"{SVG}path") is not None
    assert found["2"].find(f"{SVG}circle") is not None
    assert "第1" in texts(drawn(svg))
    assert "第2" not in texts(drawn(svg))


def test_g11_whoever_is_hidden_has_no_mark_and_is_counted() -> None:
    svg = scatter([row(1), row(2, share=None), row(3, aging=None)], BREAKS, reach_words=REACH)
    assert set(points(svg)) == {"1"}
    assert "数字を出せない2か所は、点を打っていません。" in texts(drawn(svg))
    assert "第2小学校区" not in svg
    assert "第3小学校区" not in svg


def test_nobody_to_show_is_an_empty_chart() -> None:
    svg = scatter([row(1, share=None)], BREAKS, reach_words=REACH)
    assert points(svg) == {}
    assert "要注意の区域" not in texts(drawn(svg))


def test_the_four_corners_are_named() -> None:
    found = texts(drawn(scatter([row(1)], BREAKS, reach_words=REACH)))
    for words in (
        "高齢化が低く、場所が近い",
        "高齢化が進み、場所が近い",
        "高齢化が低く、場所が遠い",
        "高齢化が進み、場所が遠い",
    ):
        assert words in found
    assert "高齢化率（％）" in found
    assert f"{REACH}の割合（％）" in found


@given(st.lists(st.tuples(st.floats(10, 60), st.floats(0, 100)), min_size=1, max_size=25))
def test_names_cover_no_other_name_and_stay_inside(where: list[tuple[float, float]]) -> None:
    rows = [row(number, aging=x, share=y, worst=True) for number, (x, y) in enumerate(where, 1)]
    element = drawn(scatter(rows, BREAKS, reach_words=REACH))
    names = [each for each in element.iter(f"{SVG}text") if (each.text or "").startswith("第")]
    boxes = []
    for each in names:
        x, y = float(each.get("x", "")), float(each.get("y", ""))
        boxes.append(Box(x, y - 12, x + words_width(each.text or "", 12), y + 3))
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert all(box.left >= 0 and box.right <= 720 for box in boxes)


@pytest.mark.parametrize("draw", [
    lambda: scatter([row(1, name=HOSTILE, worst=True)], BREAKS, reach_words=HOSTILE),
    lambda: before_after([{"id": 1, "name": HOSTILE, "before_share": 1.0, "after_share": 2.0}], reach_words=HOSTILE),
])  # fmt: skip
def test_no_name_becomes_markup(draw) -> None:
    element = drawn(draw())
    assert not [each for each in element.iter() if each.tag == f"{SVG}script"]
    assert any("alert('x')" in "".join(each.itertext()) for each in element.iter())


def test_ids_are_the_charts_own() -> None:
    found = [lorenz([(0, 0), (1, 1)], key=key) for key in ("a", "b")]
    ids = [each.get("id") for svg in found for each in drawn(svg).iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize(("curve", "share"), [
    ([(0, 0), (1, 1)], 50.0),
    ([(0, 0), (0.5, 0.1), (1, 1)], 10.0),
    ([(0, 0), (0.25, 0), (0.75, 0.4), (1, 1)], 20.0),
    ([(0, 0), (0.9, 0), (1, 1)], 0.0),
])  # fmt: skip
def test_the_half_with_least(curve: list[tuple[float, float]], share: float) -> None:
    assert share_of_first_half(curve) == pytest.approx(share)
    svg = lorenz(curve)
    assert f"恵まれないほうの半分で{share:.0f}％" in texts(drawn(svg))


def test_a_curve_that_ends_early_is_refused() -> None:
    with pytest.raises(ValueError):
        lorenz([(0, 0), (0.3, 0.1)])


def test_before_and_after_are_drawn_from_left_to_right() -> None:
    rows = [
        {"id": 1, "name": "甲", "before_share": 20.0, "after_share": 60.0},
        {"id": 2, "name": "乙", "before_share": None, "after_share": None},
    ]
    element = drawn(before_after(rows, reach_words=REACH))
    marks = [each for each in element.iter(f"{SVG}g") if each.get("data-district")]
    assert [each.get("data-district") for each in marks] == ["1"]
    before, after = (float(each.get("cx", "")) for each in marks[0].iter(f"{SVG}circle"))
    heads = {each.text: float(each.get("x", "")) for each in element.iter(f"{SVG}text")}
    assert before == pytest.approx(heads["20"], abs=0.02)
    assert after == pytest.approx(heads["60"], abs=0.02)
    assert "甲: 20.0％から60.0％" in titles(element)
    assert "変わる区域はありません。" in before_after([], reach_words=REACH)
