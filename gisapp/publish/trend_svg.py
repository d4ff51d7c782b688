"""Knows how people over the years are drawn, counted and projected told apart. Knows no figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from gisapp.publish.svg import BRAND, INK, MUTED, SURFACE, WARN, label, line, picture, tag

_WIDTH, _HEIGHT = 460.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 452.0, 30.0, 196.0
#: Of a year's row: what is drawn, its words, its colour and the shape of its points.
_LINES = (
    ("people_65", "65歳以上", BRAND, "circle"),
    ("people_75", "75歳以上", WARN, "square"),
    ("people_0_14", "0〜14歳", INK, "diamond"),
)


def trend_svg(years: Sequence[Mapping[str, Any]], *, name: str, key: str = "trend") -> Markup:
    """Lines of the old, the very old and the young over the years; broken where it is projected."""
    most = max([row[column] or 0 for row in years for column, *_ in _LINES] or [1]) or 1
    first, last = years[0]["year"], years[-1]["year"]

    def at(year: int, people: float) -> tuple[float, float]:
        across = 0.5 if last == first else (year - first) / (last - first)
        x = _LEFT + 22 + across * (_RIGHT - _LEFT - 44)
        return x, _BOTTOM - people / most * (_BOTTOM - _TOP)

    drawn: list[Markup] = [line((_LEFT, _BOTTOM), (_RIGHT, _BOTTOM), stroke=INK, width=1.2)]
    for row in years:
        x = at(row["year"], 0)[0]
        drawn.append(label(str(row["year"]), (x, _BOTTOM + 16), size=11, anchor="middle", halo=None))
        if row["kind"] == "projection":
            below = label("推計", (x, _BOTTOM + 28), size=9, anchor="middle", fill=MUTED, halo=None)
            drawn.append(below)
    for number, (column, words, colour, shape) in enumerate(_LINES):
        told = [(row["kind"], *at(row["year"], row[column])) for row in years if row[column] is not None]
        for (_, x0, y0), (kind, x1, y1) in pairwise(told):
            dash = "5 4" if kind == "projection" else None
            drawn.append(line((x0, y0), (x1, y1), stroke=colour, width=2, dash=dash))
        drawn += [_mark(shape, (x, y), colour) for _, x, y in told]
        x = 16 + number * 140
        drawn += [_mark(shape, (x, 236), colour), label(words, (x + 12, 240), size=12, halo=None)]
    drawn += _numbers(years, at)
    return picture(
        *drawn,
        size=(_WIDTH, _HEIGHT),
        key=key,
        title=f"{name}の人口の移り変わり",
        told="高齢の人と子どもの数の移り変わりです。破線は推計です。同じ数字が表にあります。",
    )


def _numbers(
    years: Sequence[Mapping[str, Any]], at: Callable[[int, float], tuple[float, float]]
) -> list[Markup]:
    """The first and the last numbers above their points, each as far up as leaves the one below legible."""
    found = []
    for row in [years[0], years[-1]] if len(years) > 1 else [years[0]]:
        free = _HEIGHT
        for people in sorted(row[column] for column, *_ in _LINES if row[column] is not None):
            x, y = at(row["year"], people)
            free = min(y - 8, free - 13)
            found.append(label(f"{people:,}", (x, free), size=11, anchor="middle", bold=True))
    return found


def _mark(shape: str, at: tuple[float, float], colour: str) -> Markup:
    x, y = at
    style: dict[str, str | float] = {"fill": SURFACE, "stroke": colour, "stroke_width": 2}
    if shape == "circle":
        return tag("circle", cx=x, cy=y, r=3.6, **style)
    if shape == "square":
        return tag("rect", x=x - 3.4, y=y - 3.4, width=6.8, height=6.8, **style)
    return tag("path", d=f"M{x} {y - 4.6}L{x + 4.6} {y}L{x} {y + 4.6}L{x - 4.6} {y}Z", **style)
