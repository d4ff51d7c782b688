"""Knows what is drawn into the scatter of districts: points, names, the classes' lines, corners in words.

Knows no axis and no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from gisapp.publish.bivariate import BIVARIATE, NO_DATA_COLOUR, colour
from gisapp.publish.chart_frame import Frame
from gisapp.publish.gap_words import short_name
from gisapp.publish.svg import GRID, INK, MUTED, SURFACE, WARN, Box, label, line, tag, words_width

Row = Mapping[str, Any]
#: Names are written beside this many of the districts that need most; more would cover each other.
_NAMED = 12
_NAME_SIZE = 12.0
#: A line of names above the one before.
_NAME_GAP = 17.0
_DOT = 5.5


def corner(frame: Frame, breaks: Mapping[str, Sequence[float]]) -> Markup:
    """The corner of those who need most, tinted."""
    box = frame.box
    left, top = frame.at(_within(breaks["aging"][1], frame.across), breaks["service"][0])
    width, height = box.right - left, box.bottom - top
    return tag("rect", x=left, y=top, width=width, height=height, fill=BIVARIATE[0][1], fill_opacity=0.3)


def quadrants(frame: Frame, breaks: Mapping[str, Sequence[float]]) -> list[Markup]:
    """The lines between the classes of the map, and what the four corners mean."""
    box, drawn = frame.box, []
    for x in breaks["aging"]:
        if frame.across[0] < x < frame.across[1]:
            at = frame.at(x, 0)[0]
            drawn.append(line((at, box.top), (at, box.bottom), stroke=GRID, dash="5 4"))
    for y in breaks["service"]:
        at = frame.at(frame.across[0], y)[1]
        drawn.append(line((box.left, at), (box.right, at), stroke=GRID, dash="5 4"))
    for words, x, y, anchor in (
        ("高齢化が低く、場所が近い", box.left, box.top - 10, "start"),
        ("高齢化が進み、場所が近い", box.right, box.top - 10, "end"),
        ("高齢化が低く、場所が遠い", box.left, box.bottom + 40, "start"),
    ):
        drawn.append(label(words, (x, y), size=13, fill=MUTED, anchor=anchor, halo=None))
    worst = (box.right, box.bottom + 40)
    drawn.append(
        label("高齢化が進み、場所が遠い", worst, size=13, fill=WARN, anchor="end", bold=True, halo=None)
    )
    return drawn


def district_point(frame: Frame, row: Row, reach_words: str) -> Markup:
    """A district's mark, its figures as the title."""
    x, y = frame.at(row["aging_rate"], row["covered_share"])
    style: dict[str, str | float] = {"fill": colour(row) or NO_DATA_COLOUR, "stroke": INK, "stroke_width": 1}
    if row["worst"]:
        r = _DOT * 1.55
        path = f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + 0.75 * r:.1f}H{x - r:.1f}Z"
        mark = tag("path", d=path, **{**style, "stroke": WARN, "stroke_width": 2})
    else:
        mark = tag("circle", cx=x, cy=y, r=_DOT, **style)
    kind = "chart-point chart-point--worst" if row["worst"] else "chart-point"
    return tag("g", tag("title", _figures(row, reach_words)), mark, class_=kind, data_district=str(row["id"]))


def _figures(row: Row, reach_words: str) -> str:
    rank = "" if row["rank"] is None else f"、順位 {row['rank']}"
    worst = "、要注意" if row["worst"] else ""
    return (
        f"{row['name']}: 高齢化率 {row['aging_rate']:.1f}％、{reach_words} {row['covered_share']:.1f}％"
        f"{rank}{worst}"
    )


def written_names(frame: Frame, worst: Sequence[Row], shown: Sequence[Row]) -> list[Markup]:
    """Names of those that need most, where there is room; no name covers a mark or another name."""
    taken = [_around(*frame.at(row["aging_rate"], row["covered_share"])) for row in shown]
    written = []
    first = sorted(worst, key=lambda row: row["rank"] if row["rank"] is not None else len(shown))
    for row in first[:_NAMED]:
        x, y = frame.at(row["aging_rate"], row["covered_share"])
        name = short_name(row["name"]) or f"{row['rank']}位"
        width = words_width(name, _NAME_SIZE)
        for left, base in _beside(x, y, width):
            box = Box(left, base - _NAME_SIZE, left + width, base + 3)
            if frame.box.holds(box) and not any(box.meets(other) for other in taken):
                if base < y - _NAME_GAP:
                    written.append(line((x, y - 8), (left + width / 2, base + 3), stroke=GRID))
                written.append(label(name, (left, base), size=_NAME_SIZE))
                taken.append(box)
                break
    return written


def _beside(x: float, y: float, width: float) -> Iterator[tuple[float, float]]:
    """Where a name may stand: left end and base line; right by its mark first, then above it on a thread."""
    yield from ((x + 11, y + 4), (x - 11 - width, y + 4), (x - width / 2, y - 12), (x - width / 2, y + 20))
    for up in range(2, 9):
        for shift in (0.5, 0.2, 0.8):
            yield x - width * shift, y - _NAME_GAP * up


def _around(x: float, y: float) -> Box:
    return Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT)


def key_line(frame: Frame, base: float, *, missing: int, any_worst: bool) -> list[Markup]:
    """What the marks are, and who has none."""
    left = frame.box.left
    drawn = [
        tag("circle", cx=left + 6, cy=base - 4, r=_DOT, fill=SURFACE, stroke=INK),
        label("区域", (left + 18, base), halo=None),
    ]
    if any_worst:
        x = left + 68
        path = f"M{x} {base - 13}L{x + 8.5} {base + 1}H{x - 8.5}Z"
        drawn.append(tag("path", d=path, fill=SURFACE, stroke=WARN, stroke_width=2))
        drawn.append(label("要注意の区域", (x + 14, base), halo=None))
    if missing:
        drawn.append(
            label(missing_words(missing), (frame.box.right, base), fill=MUTED, anchor="end", halo=None)
        )
    return drawn


def missing_words(count: int) -> str:
    """How many districts have no mark; empty for none."""
    return f"数字を出せない{count}か所は、点を打っていません。" if count else ""


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])
