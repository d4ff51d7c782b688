"""Knows how an answer is drawn as charts: aging against reach, who has how much, before against after.

Knows no question and no page. Every chart has a table as its twin; whoever is hidden there has no mark here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from gisapp.publish.bivariate import BIVARIATE, NO_DATA_COLOUR, colour
from gisapp.publish.gap_words import short_name
from gisapp.publish.svg import (
    BRAND,
    GRID,
    INK,
    MUTED,
    SURFACE,
    WARN,
    Box,
    label,
    line,
    picture,
    some_names,
    tag,
    ticks,
    words_width,
)

Row = Mapping[str, Any]
_WIDTH, _HEIGHT = 720.0, 498.0
_PLOT = Box(62, 30, 708, 424)
#: Room above 100 and below 0 per cent, so that no mark lies on the frame.
_SHARES = (-5.0, 104.0)
#: Names are written beside this many of the districts that need most; more would cover each other.
_NAMED = 12
_NAME_SIZE = 12.0
#: A line of names above the one before.
_NAME_GAP = 17.0
_DOT = 5.5
#: Below this share there is no room under the curve.
_LOW = 14
_FIFTHS = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
_SQUARE = Box(66, 20, 446, 400)


def scatter(
    rows: Sequence[Row], breaks: Mapping[str, Sequence[float]], *, reach_words: str, key: str = "scatter"
) -> Markup:
    """A point a district: aging rate (%) across, share of people within reach (%) upwards.

    `rows` and `breaks` as an answer has them; `reach_words` says what the share is of. The worst quarter is
    told by its shape (a triangle, with its name), classes by colour and by the lines between them. Districts
    without either figure are left out and counted. Each point has `data-district` and a title.
    """
    shown = [row for row in rows if row["aging_rate"] is not None and row["covered_share"] is not None]
    rates = [row["aging_rate"] for row in shown] or [0.0, 50.0]
    across = ticks(min(rates), max(rates))
    frame = _Frame(_PLOT, (across[0], across[-1]), _SHARES)
    worst = [row for row in shown if row["worst"]]
    left_out = len(rows) - len(shown)
    told = f"{len(shown)}か所の区域を、高齢化率と{reach_words}の割合で示した図です。"
    if worst:
        names = some_names([row["name"] for row in worst])
        told += f"右下ほど高齢化が進み場所が遠い区域です。要注意は{names}です。"
    marks = [_point(frame, row, reach_words) for row in sorted(shown, key=lambda row: row["worst"])]
    return picture(
        _corner(frame, breaks),
        *_grid(frame, across, _FIFTHS),
        *_axis_words(frame, "高齢化率（％）", f"{reach_words}の割合（％）"),
        *_quadrants(frame, breaks),
        *marks,
        *_names(frame, worst, shown),
        *_below(left_out, bool(worst)),
        size=(_WIDTH, _HEIGHT),
        key=key,
        title=f"高齢化率と{reach_words}の割合",
        told=told + _left_out(left_out),
    )


def lorenz(points: Sequence[Sequence[float]], *, key: str = "lorenz") -> Markup:
    """Who has how much: share of people (least access first) across, their share of all access upwards.

    `points` from (0, 0) to (1, 1). The straight line is where everybody has the same.
    """
    frame = _Frame(_SQUARE, (0, 100), (0, 100))
    curve = [frame.at(100 * x, 100 * y) for x, y in points]
    half = share_of_first_half(points)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in curve)
    even = line(frame.at(0, 0), frame.at(100, 100), stroke=MUTED, width=1.5, dash="6 4")
    at_half = frame.at(50, half)
    low = half < _LOW
    beside = (at_half[0] - 10, at_half[1] - 14) if low else (at_half[0] + 12, at_half[1] + 16)
    return picture(
        *_grid(frame, _FIFTHS, _FIFTHS),
        tag("path", d=f"{path}Z", fill=BIVARIATE[0][1], fill_opacity=0.45),
        even,
        tag("path", d=path, fill="none", stroke=BRAND, stroke_width=3, stroke_linejoin="round"),
        *_axis_words(frame, "人の割合（場所に恵まれない人から順に、％）", "使える場所の割合（％）"),
        label("全員に等しく行き渡った場合", (frame.at(3, 0)[0], frame.at(0, 93)[1]), fill=MUTED),
        line((frame.at(20, 0)[0], frame.at(0, 91)[1]), frame.at(72, 73), stroke=MUTED, width=0.8),
        line(frame.at(50, 0), at_half, stroke=GRID, dash="2 3"),
        tag("circle", cx=at_half[0], cy=at_half[1], r=5, fill=SURFACE, stroke=BRAND, stroke_width=2.5),
        label(
            f"恵まれないほうの半分で{half:.0f}％",
            beside,
            size=14,
            anchor="end" if low else "start",
            bold=True,
        ),
        size=(470, 460),
        key=key,
        title="場所の行き渡り方",
        told=f"場所に恵まれないほうの半分の人が使えるのは、全体の{half:.0f}％です。等しければ50％です。",
    )


def before_after(districts: Sequence[Row], *, reach_words: str, key: str = "change") -> Markup:
    """Share within reach (%) by district, now (open mark) and with the proposed places (filled mark).

    `districts`: name, before_share, after_share; those without both are left out.
    """
    shown = [row for row in districts if row["before_share"] is not None and row["after_share"] is not None]
    step = 24.0
    plot = Box(170, 34, 690, 34 + step * max(len(shown), 1))
    frame = _Frame(plot, (0, 100), (0, 1))
    lines = [line((frame.at(x, 0)[0], plot.top), (frame.at(x, 0)[0], plot.bottom)) for x in _FIFTHS]
    heads = [label(f"{x:g}", (frame.at(x, 0)[0], plot.top - 6), fill=MUTED, anchor="middle") for x in _FIFTHS]
    return picture(
        *lines,
        *heads,
        label("％", (plot.right + 14, plot.top - 6), fill=MUTED),
        *(_change(frame, row, plot.top + step * (at + 0.5)) for at, row in enumerate(shown)),
        size=(_WIDTH, plot.bottom + 12),
        key=key,
        title=f"{reach_words}の割合の変わり方",
        told="、".join(f"{row['name']}は{_from_to(row)}" for row in shown) or "変わる区域はありません。",
    )


def share_of_first_half(points: Sequence[Sequence[float]]) -> float:
    """What share (%) of all access the half of people with the least of it has, along the Lorenz curve."""
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 <= 0.5 <= x2 and x1 < x2:
            return 100 * (y1 + (y2 - y1) * (0.5 - x1) / (x2 - x1))
    raise ValueError("a Lorenz curve goes from 0 to 1")


class _Frame:
    """A plot's box, and where values lie in it."""

    def __init__(self, box: Box, across: tuple[float, float], upwards: tuple[float, float]) -> None:
        self.box, self.across, self.upwards = box, across, upwards

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where these values are drawn."""
        (x0, x1), (y0, y1) = self.across, self.upwards
        left = self.box.left + (x - x0) / (x1 - x0) * (self.box.right - self.box.left)
        return left, self.box.bottom - (y - y0) / (y1 - y0) * (self.box.bottom - self.box.top)


def _grid(frame: _Frame, across: Sequence[float], upwards: Sequence[float]) -> list[Markup]:
    box, drawn = frame.box, []
    for x in across:
        at = frame.at(x, frame.upwards[0])[0]
        drawn.append(line((at, box.top), (at, box.bottom)))
        drawn.append(label(f"{x:g}", (at, box.bottom + 18), fill=MUTED, anchor="middle", halo=None))
    for y in upwards:
        at = frame.at(frame.across[0], y)[1]
        drawn.append(line((box.left, at), (box.right, at)))
        drawn.append(label(f"{y:g}", (box.left - 8, at + 4), fill=MUTED, anchor="end", halo=None))
    drawn.append(line((box.left, box.bottom), (box.right, box.bottom), stroke=INK, width=1.5))
    drawn.append(line((box.left, box.top), (box.left, box.bottom), stroke=INK, width=1.5))
    return drawn


def _axis_words(frame: _Frame, across: str, upwards: str) -> list[Markup]:
    box = frame.box
    middle = (box.top + box.bottom) / 2
    beside = label(upwards, (0, 0), size=13, anchor="middle", halo=None)
    return [
        label(across, ((box.left + box.right) / 2, box.bottom + 40), size=13, anchor="middle", halo=None),
        tag("g", beside, transform=f"translate({box.left - 40:g} {middle:g}) rotate(-90)"),
    ]


def _corner(frame: _Frame, breaks: Mapping[str, Sequence[float]]) -> Markup:
    """The corner of those who need most, tinted."""
    box = frame.box
    left, top = frame.at(_within(breaks["aging"][1], frame.across), breaks["service"][0])
    width, height = box.right - left, box.bottom - top
    return tag("rect", x=left, y=top, width=width, height=height, fill=BIVARIATE[0][1], fill_opacity=0.3)


def _quadrants(frame: _Frame, breaks: Mapping[str, Sequence[float]]) -> list[Markup]:
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


def _point(frame: _Frame, row: Row, reach_words: str) -> Markup:
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


def _names(frame: _Frame, worst: Sequence[Row], shown: Sequence[Row]) -> list[Markup]:
    """Names of those that need most, where there is room; no name covers a mark or another name."""
    taken = [_around(*frame.at(row["aging_rate"], row["covered_share"])) for row in shown]
    written = []
    first = sorted(worst, key=lambda row: row["rank"] if row["rank"] is not None else len(shown))
    for row in first[:_NAMED]:
        x, y = frame.at(row["aging_rate"], row["covered_share"])
        name = short_name(row["name"])
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


def _below(left_out: int, any_worst: bool) -> list[Markup]:
    """What the marks are, and who has none."""
    base = _HEIGHT - 8
    drawn = [
        tag("circle", cx=_PLOT.left + 6, cy=base - 4, r=_DOT, fill=SURFACE, stroke=INK),
        label("区域", (_PLOT.left + 18, base), halo=None),
    ]
    if any_worst:
        x = _PLOT.left + 68
        path = f"M{x} {base - 13}L{x + 8.5} {base + 1}H{x - 8.5}Z"
        drawn.append(tag("path", d=path, fill=SURFACE, stroke=WARN, stroke_width=2))
        drawn.append(label("要注意の区域", (x + 14, base), halo=None))
    if left_out:
        drawn.append(label(_left_out(left_out), (_PLOT.right, base), fill=MUTED, anchor="end", halo=None))
    return drawn


def _left_out(count: int) -> str:
    return f"数字を出せない{count}か所は、点を打っていません。" if count else ""


def _change(frame: _Frame, row: Row, y: float) -> Markup:
    before, after = frame.at(row["before_share"], 0)[0], frame.at(row["after_share"], 0)[0]
    return tag(
        "g",
        tag("title", f"{row['name']}: {_from_to(row)}"),
        label(row["name"], (frame.box.left - 12, y + 4), anchor="end", halo=None),
        line((before, y), (after, y), stroke=BRAND, width=3),
        tag("circle", cx=before, cy=y, r=5.5, fill=SURFACE, stroke=BRAND, stroke_width=2),
        tag("circle", cx=after, cy=y, r=6.5, fill=BRAND),
        class_="chart-change",
        data_district=str(row["id"]),
    )


def _from_to(row: Row) -> str:
    return f"{row['before_share']:.1f}％から{row['after_share']:.1f}％"


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])
