"""How drawings are written: escaped, well-formed, and with round steps."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from gisapp.publish.svg import Box, picture, some_names, tag, ticks, words_width
from tests.gisapp.publish.handed import HOSTILE, drawn


@given(st.text(), st.text())
def test_any_text_is_well_formed_and_stays_text(name: str, value: str) -> None:
    element = ElementTree.fromstring(tag("text", name, data_name=value))
    assert len(element) == 0
    kept = [
        each
        for each in name
        if each in "\t\n\r" or " " <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd" or each > "\uffff"
    ]
    # XML reads every kind of line end as one
    assert "".join(element.itertext()) == "".join(kept).replace("\r\n", "\n").replace("\r", "\n")


def test_what_is_drawing_already_is_not_escaped_twice() -> None:
    inner = tag("tspan", "甲&乙")
    assert tag("text", inner) == "<text><tspan>甲&amp;乙</tspan></text>"
    assert isinstance(inner, Markup)


def test_attributes_are_escaped_shortened_and_left_out_where_none() -> None:
    made = tag("path", class_="a", stroke_width=1.2345, fill=None, d='M0 0"/><script>')
    assert made == '<path class="a" stroke-width="1.23" d="M0 0&#34;/&gt;&lt;script&gt;"/>'


def test_a_picture_says_what_it_is() -> None:
    element = drawn(picture(size=(10, 5), key="k", title=HOSTILE, told="説明"))
    assert element.get("role") == "img"
    named = {each.get("id"): each.text for each in element}
    assert [named[part] for part in (element.get("aria-labelledby") or "").split()][1] == "説明"
    assert element.get("viewBox") == "0 0 10 5"


@given(st.floats(0, 100), st.floats(0, 100))
def test_ticks_are_round_and_hold_the_range(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    found = ticks(low, high)
    assert found[0] <= low
    assert high <= found[-1]
    assert 2 <= len(found) <= 9
    steps = {b - a for a, b in pairwise(found)}
    assert len(steps) == 1
    assert steps <= {1, 2, 5, 10, 20, 25, 50, 100}


def test_a_range_that_no_step_holds_is_refused() -> None:
    with pytest.raises(ValueError):
        ticks(0, 10_000)


def test_boxes_that_only_touch_do_not_meet() -> None:
    left, right = Box(0, 0, 10, 10), Box(10, 0, 20, 10)
    assert not left.meets(right)
    assert left.meets(Box(9, 9, 11, 11))
    assert Box(0, 0, 20, 10).holds(right)
    assert not left.holds(right)


def test_wide_characters_are_wide() -> None:
    assert words_width("校区", 10) == 20
    assert words_width("ab", 10) == 12


def test_many_names_are_cut_and_counted() -> None:
    assert some_names(["甲", "乙"], 2) == "甲、乙"
    assert some_names(["甲", "乙", "丙"], 2) == "甲、乙ほか1か所"
