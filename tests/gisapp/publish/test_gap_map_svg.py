"""The map for paper: classes, edges, names, places, proposals, and a scale that is true."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from gisapp.publish.gap_map_svg import WIDTH, Spot, gap_map_svg, legend_svg
from tests.gisapp.publish.handed import HOSTILE, SVG, drawn, row, texts, titles

SIDE = 4_000


def squares(count: int):
    return np.array([box(k * SIDE, 0, (k + 1) * SIDE, SIDE) for k in range(count)], dtype=object)


def paths(element, **wanted):
    return [
        each
        for each in element.iter(f"{SVG}path")
        if all(each.get(name) == value for name, value in wanted.items())
    ]


def test_a_district_is_filled_by_its_class_and_told_in_words() -> None:
    rows = [row(1, aging_class=2, service_class=0, worst=True), row(2), row(3, share=None)]
    element = drawn(gap_map_svg(squares(3), rows, title="地図", key="m"))
    fills = {
        each.get("data-district"): each.get("fill")
        for each in element.iter(f"{SVG}path")
        if each.get("data-district")
    }
    assert fills == {"1": "url(#m-20)", "2": "url(#m-11)", "3": "url(#m-missing)"}
    known = {each.get("id") for each in element.iter(f"{SVG}pattern")}
    assert {fill[5:-1] for fill in fills.values()} <= known
    assert "第1小学校区 高齢化が進む・場所が遠い" in titles(element)
    assert "第3小学校区 人数が少ないため非表示" in titles(element)


def test_only_the_worst_have_a_thick_edge_on_a_light_casing() -> None:
    element = drawn(gap_map_svg(squares(2), [row(1, worst=True), row(2)], title="地図"))
    edges = paths(element, fill="none", **{"stroke-linejoin": "round"})
    casing, edge = (float(each.get("stroke-width")) for each in edges)
    assert casing > edge > 2
    assert len({each.get("d") for each in edges}) == 1


def test_names_are_short_and_stand_where_there_is_room() -> None:
    element = drawn(gap_map_svg(squares(3), [row(k) for k in (1, 2, 3)], title="地図"))
    assert {"第1", "第2", "第3"} <= set(texts(element))
    stacked = np.array([box(0, 0, SIDE, SIDE)] * 3, dtype=object)
    found = texts(drawn(gap_map_svg(stacked, [row(1), row(2), row(3, worst=True)], title="地図")))
    assert found[:1] == ["第3"]
    assert not {"第1", "第2", "1", "2"} & set(found)


@pytest.mark.parametrize("side_m", [300, 4_000, 90_000])
def test_the_scale_bar_is_as_long_as_it_says(side_m: int) -> None:
    shapes = np.array([box(0, 0, 2 * side_m, side_m)], dtype=object)
    element = drawn(gap_map_svg(shapes, [row(1)], title="地図"))
    scale = (WIDTH - 12) / (2 * side_m)
    bar = max(element.iter(f"{SVG}line"), key=lambda each: float(each.get("x2")) - float(each.get("x1")))
    words = next(each for each in texts(element) if each.endswith("m"))
    metres = (
        float(words.removesuffix("km")) * 1000 if words.endswith("km") else float(words.removesuffix("m"))
    )
    assert (float(bar.get("x2")) - float(bar.get("x1"))) == pytest.approx(metres * scale, abs=0.02)


def test_north_is_up_and_shapes_keep_their_form() -> None:
    shapes = np.array([box(0, 0, 1_000, 1_000), box(0, 2_000, 1_000, 4_000)], dtype=object)
    element = drawn(gap_map_svg(shapes, [row(1), row(2)], title="地図"))
    rings = {each.get("data-district"): shapely.Polygon([tuple(map(float, xy.split())) for xy in each.get("d")[1:-1].split("L")])
             for each in element.iter(f"{SVG}path") if each.get("data-district")}  # fmt: skip
    assert rings["2"].centroid.y < rings["1"].centroid.y
    assert rings["2"].area == pytest.approx(2 * rings["1"].area, rel=0.01)


def test_proposals_carry_their_number_and_places_only_what_is_known_of_them() -> None:
    element = drawn(
        gap_map_svg(
            squares(1),
            [row(1)],
            title=HOSTILE,
            places=[Spot((100, 100), HOSTILE), Spot((200, 200), "乙", exact=False)],
            proposals=[Spot((300, 300), HOSTILE, number=3)],
        )
    )
    assert "3" in texts(element)
    assert any(each.startswith("3番の候補: ") for each in titles(element))
    soft = [each for each in element.iter(f"{SVG}circle") if each.get("stroke-dasharray")]
    assert len(soft) == 1
    assert not [each for each in element.iter() if each.tag == f"{SVG}script"]


def test_a_map_of_many_cells_has_no_names() -> None:
    rows = [row(k) for k in range(201)]
    found = texts(drawn(gap_map_svg(squares(201), rows, title="地図")))
    assert not any(each.startswith("第") for each in found)


def test_the_legend_uses_the_fills_of_the_map() -> None:
    element = drawn(str(legend_svg(2, 0, "m")).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    (rect,) = element.iter(f"{SVG}rect")
    assert rect.get("fill") == "url(#m-20)"
