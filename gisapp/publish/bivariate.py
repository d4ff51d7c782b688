"""Knows how the 3 × 3 of aging and reach looks and reads: colours, hatches for black and white, words.

Knows no map and no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from gisapp.publish.svg import tag

#: The same as --bi-… in static/css/gaps.css: row = aging (young, middle, old), column = share within reach
#: (low, middle, high).
BIVARIATE = (
    ("#e8923a", "#f2cb98", "#e9e7e1"),
    ("#a4622c", "#b09f83", "#a9d0cf"),
    ("#3a2a22", "#4a6a69", "#3a979d"),
)
NO_DATA_COLOUR = "#e4e1da"
NO_DATA_WORDS = "人数が少ないか、人口が分からない"
AGING_WORDS = ("高齢化は低め", "高齢化は中くらい", "高齢化が進む")
SERVICE_WORDS = ("場所が遠い", "場所は中くらい", "場所が近い")
#: Cells that are dark already: their hatch is drawn in white.
_DARK = {(2, 0), (2, 1), (1, 0)}
_STEP = 10


def colour(row: Mapping[str, Any]) -> str | None:
    """A district's colour; None where its class isn't known or isn't shown."""
    if row["aging_class"] is None or row["service_class"] is None:
        return None
    return BIVARIATE[row["aging_class"]][row["service_class"]]


def class_words(row: Mapping[str, Any]) -> str:
    """A district's class in words, or why it has none."""
    if row["aging_class"] is None or row["service_class"] is None:
        return row["note"] or "データなし"
    return f"{AGING_WORDS[row['aging_class']]}・{SERVICE_WORDS[row['service_class']]}"


def legend() -> list[tuple[str, str]]:
    """Colour and words of the nine classes, the one that asks for most first."""
    return [(BIVARIATE[a][s], f"{AGING_WORDS[a]}・{SERVICE_WORDS[s]}") for a in (2, 1, 0) for s in (0, 1, 2)]


def hatch_of(row: Mapping[str, Any], key: str) -> str:
    """The fill of a district in a drawing that has `hatches(key)`."""
    if row["aging_class"] is None or row["service_class"] is None:
        return f"url(#{key}-missing)"
    return f"url(#{key}-{row['aging_class']}{row['service_class']})"


def hatches(key: str) -> Markup:
    """The ten fills: rising lines the farther the places, level lines the older the people."""
    nine = [_hatch(key, aging, service) for aging in range(3) for service in range(3)]
    dots = tag("circle", cx=3, cy=3, r=1.1, fill="#8a8f95")
    missing = _pattern(f"{key}-missing", tag("rect", width=6, height=6, fill="#ffffff"), dots, step=6)
    return tag("defs", *nine, missing)


def _hatch(key: str, aging: int, service: int) -> Markup:
    """Half a class draws its lines broken, so that middle and high differ without any colour."""
    ink = "#ffffff" if (aging, service) in _DARK else "#1b1f23"
    dash = {0: None, 1: "3 7", 2: "10 0"}
    far, old = dash[2 - service], dash[aging]
    style: dict[str, str | float] = {"stroke": ink, "stroke_opacity": 0.6, "fill": "none"}
    marks = [tag("rect", width=_STEP, height=_STEP, fill=BIVARIATE[aging][service])]
    if far:
        rising = f"M0 {_STEP}L{_STEP} 0M-2 2L2 -2M{_STEP - 2} {_STEP + 2}L{_STEP + 2} {_STEP - 2}"
        marks.append(tag("path", d=rising, stroke_width=0.9 if service == 0 else 0.5, **style))
    if old:
        marks.append(tag("path", d=f"M0 5H{_STEP}", stroke_width=0.9, stroke_dasharray=old, **style))
    return _pattern(f"{key}-{aging}{service}", *marks, step=_STEP)


def _pattern(name: str, *marks: str, step: int) -> Markup:
    return tag("pattern", *marks, id=name, width=step, height=step, patternUnits="userSpaceOnUse")
