"""Knows how an answer is drawn as charts: aging against reach, who has how much, before against after.

Knows no question and no page. Every chart has a table as its twin; whoever is hidden there has no mark here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from gisapp.publish.bivariate import BIVARIATE
from gisapp.publish.chart_frame import FIFTHS, Frame, axis_words, grid
from gisapp.publish.scatter_marks import (
    corner,
    district_point,
    key_line,
    missing_words,
    quadrants,
    written_names,
)
from gisapp.publish.svg import (
    BRAND,
    GRID,
    MUTED,
    SURFACE,
    Box,
    label,
    line,
    picture,
    some_names,
    tag,
    ticks,
)

Row = Mapping[str, Any]
_WIDTH, _HEIGHT = 720.0, 498.0
_PLOT = Box(62, 30, 708, 424)
#: Room above 100 and below 0 per cent, so that no mark lies on the frame.
_SHARES = (-5.0, 104.0)
#: Below this share there is no room under the curve.
_LOW = 14
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
    frame = Frame(_PLOT, (across[0], across[-1]), _SHARES)
    worst = [row for row in shown if row["worst"]]
    missing = len(rows) - len(shown)
    told = f"{len(shown)}か所の区域を、高齢化率と{reach_words}の割合で示した図です。"
    if worst:
        names = some_names([row["name"] for row in worst])
        told += f"右下ほど高齢化が進み場所が遠い区域です。要注意は{names}です。"
    marks = [district_point(frame, row, reach_words) for row in sorted(shown, key=lambda row: row["worst"])]
    return picture(
        corner(frame, breaks),
        *grid(frame, across, FIFTHS),
        *axis_words(frame, "高齢化率（％）", f"{reach_words}の割合（％）"),
        *quadrants(frame, breaks),
        *marks,
        *written_names(frame, worst, shown),
        *key_line(frame, _HEIGHT - 8, missing=missing, any_worst=bool(worst)),
        size=(_WIDTH, _HEIGHT),
        key=key,
        title=f"高齢化率と{reach_words}の割合",
        told=told + missing_words(missing),
    )


def lorenz(points: Sequence[Sequence[float]], *, key: str = "lorenz") -> Markup:
    """Who has how much: share of people (least access first) across, their share of all access upwards.

    `points` from (0, 0) to (1, 1). The straight line is where everybody has the same.
    """
    frame = Frame(_SQUARE, (0, 100), (0, 100))
    curve = [frame.at(100 * x, 100 * y) for x, y in points]
    half = share_of_first_half(points)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in curve)
    even = line(frame.at(0, 0), frame.at(100, 100), stroke=MUTED, width=1.5, dash="6 4")
    at_half = frame.at(50, half)
    low = half < _LOW
    beside = (at_half[0] - 10, at_half[1] - 14) if low else (at_half[0] + 12, at_half[1] + 16)
    return picture(
        *grid(frame, FIFTHS, FIFTHS),
        tag("path", d=f"{path}Z", fill=BIVARIATE[0][1], fill_opacity=0.45),
        even,
        tag("path", d=path, fill="none", stroke=BRAND, stroke_width=3, stroke_linejoin="round"),
        *axis_words(frame, "人の割合（場所に恵まれない人から順に、％）", "使える場所の割合（％）"),
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
    frame = Frame(plot, (0, 100), (0, 1))
    lines = [line((frame.at(x, 0)[0], plot.top), (frame.at(x, 0)[0], plot.bottom)) for x in FIFTHS]
    heads = [label(f"{x:g}", (frame.at(x, 0)[0], plot.top - 6), fill=MUTED, anchor="middle") for x in FIFTHS]
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


def _change(frame: Frame, row: Row, y: float) -> Markup:
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
