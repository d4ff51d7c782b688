"""The 3 × 3: the same colours as on the page, and nine fills that differ without any colour."""

from __future__ import annotations

import re

from gisapp.config import ROOT
from gisapp.planning.words import HIDDEN_NOTE
from gisapp.publish.bivariate import BIVARIATE, class_words, colour, hatch_of, hatches, legend
from tests.gisapp.publish.handed import SVG, drawn, row


def test_colours_are_those_of_the_page() -> None:
    css = (ROOT / "static" / "css" / "gaps.css").read_text(encoding="utf-8")
    for aging, line in enumerate(BIVARIATE):
        for service, tint in enumerate(line):
            assert f"--bi-{aging}{2 - service}: {tint};" in css


def test_a_class_has_colour_words_and_hatch() -> None:
    worst = row(1, aging_class=2, service_class=0)
    assert colour(worst) == BIVARIATE[2][0]
    assert class_words(worst) == "高齢化が進む・場所が遠い"
    assert hatch_of(worst, "k") == "url(#k-20)"
    assert len(set(legend())) == 9
    assert legend()[0] == (BIVARIATE[2][0], "高齢化が進む・場所が遠い")


def test_what_is_hidden_has_none_and_says_so() -> None:
    hidden = row(1, share=None)
    assert colour(hidden) is None
    assert class_words(hidden) == HIDDEN_NOTE
    assert class_words(row(1, share=None, note="")) == "データなし"
    assert hatch_of(hidden, "k") == "url(#k-missing)"


def test_nine_fills_differ_without_any_colour() -> None:
    element = drawn(f'<svg xmlns="http://www.w3.org/2000/svg">{hatches("k")}</svg>')
    marks = {}
    for pattern in element.iter(f"{SVG}pattern"):
        drawing = [
            (each.tag, each.get("d"), each.get("stroke-dasharray"), each.get("stroke-width"), each.get("r"))
            for each in pattern
        ]
        marks[pattern.get("id")] = tuple(drawing)
    assert set(marks) == {f"k-{aging}{service}" for aging in range(3) for service in range(3)} | {"k-missing"}
    assert len(set(marks.values())) == 10
    assert not re.search(r"url\(#(?!k-)", str(hatches("k")))
