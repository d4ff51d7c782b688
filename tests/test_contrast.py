"""Holds that everything can be told from what it stands on, in each scheme of colours: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from layers import all_layers
from layers._layer import Outline, Pin, Ramp

BASE = (Path(__file__).parent.parent / "static" / "css" / "base.css").read_text(encoding="utf-8")
SCHEMES = {
    "light": (),
    "dark": ("(prefers-color-scheme: dark)",),
    "more": ("(prefers-contrast: more)",),
    "more dark": (
        "(prefers-color-scheme: dark)", "(prefers-contrast: more)",
        "(prefers-contrast: more) and (prefers-color-scheme: dark)",
    ),
}  # fmt: skip
PAPERS = ("paper", "surface", "surface-2")
#: (letters, what they stand on): at least 4.5, and 7 where more contrast is asked for.
TEXTS = (
    *((ink, paper) for ink in ("ink", "muted", "link", "warn") for paper in PAPERS),
    ("ink", "brand-soft"), ("link", "brand-soft"), ("on-brand", "brand"), ("on-brand", "brand-hover"),
    ("warn", "warn-soft"), ("note-ink", "note"), ("map-ink", "map-halo"), ("map-ink", "map-paper"),
)  # fmt: skip
#: Borders of fields, rings of focus and lines of the map: at least 3.
LINES = (
    *((line, paper) for line in ("line-strong", "focus", "brand") for paper in PAPERS),
    ("map-line", "map-paper"), ("focus", "focus-halo"),
)  # fmt: skip


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme, as the stylesheet gives them."""
    found = _colours(BASE.split("@media", 1)[0])
    for question in SCHEMES[scheme]:
        block = re.search(rf"@media {re.escape(question)} \{{\s*:root \{{(.*?)\}}", BASE, re.DOTALL)
        assert block, question
        found |= _colours(block[1])
    return found


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_one_of_the_rules() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_k7_letters_stand_out(scheme: str) -> None:
    colours, least = tokens(scheme), 7 if "more" in scheme else 4.5
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXTS}
    assert {pair: value for pair, value in weak.items() if value < least} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_k7_lines_and_rings_stand_out(scheme: str) -> None:
    colours = tokens(scheme)
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in LINES}
    assert {pair: value for pair, value in weak.items() if value < 3} == {}


@pytest.mark.parametrize("key", [key for key, layer in all_layers().items() if isinstance(layer.style, Pin)])
def test_k7_a_pin_stands_out_from_its_white_ring_and_says_its_kind(key: str) -> None:
    style = all_layers()[key].style
    assert isinstance(style, Pin)
    assert contrast(style.colour, "#ffffff") >= 3
    assert style.glyph  # not by its colour alone


def test_k7_classes_of_a_ramp_go_one_way_and_are_told_in_words() -> None:
    ramps = [layer.style for layer in all_layers().values() if isinstance(layer.style, Ramp)]
    assert ramps
    for ramp in ramps:
        lights = [luminance(colour) for colour in ramp.colours]
        assert lights == sorted(lights, reverse=True)
        assert all(contrast(a, b) >= 1.2 for a, b in pairwise(ramp.colours))
        assert len(ramp.words) == len(ramp.colours)


def test_k7_borders_of_areas_are_told_apart_by_their_dashes() -> None:
    outlines = [layer.style for layer in all_layers().values() if isinstance(layer.style, Outline)]
    looks = [(style.dashes, style.width_px) for style in outlines]
    assert len(set(looks)) > 1
    for style in outlines:
        assert contrast(style.colour, tokens("light")["map-paper"]) >= 3
