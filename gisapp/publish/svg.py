"""Knows how a drawing is written as SVG: escaped, readable without colour, and told in words.

Knows no chart and no map.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

#: Colours follow the page (dark, high contrast, print) where it has these properties.
INK = "var(--ink, #1b1f23)"
MUTED = "var(--muted, #474e54)"
LINE = "var(--line, #d7d3ca)"
GRID = "var(--line-strong, #8b867b)"
SURFACE = "var(--surface, #ffffff)"
BRAND = "var(--brand, #0a5c63)"
WARN = "var(--warn, #b3261e)"
#: What XML can't hold at all, escaped or not.
_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in its own units; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share any inner point."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def tag(name: str, *content: str, **attributes: str | float | None) -> Markup:
    """One element; plain text in it is escaped, `class_` is class, `_` is -, None leaves an attribute out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{safe(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(safe(part) for part in content)
    return Markup(f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>")


def safe(text: str) -> Markup:
    """Text as XML can hold it; what is Markup already stays as it is."""
    return text if isinstance(text, Markup) else escape(_NEVER.sub("", text))


def picture(
    *content: str, size: tuple[float, float], key: str, title: str, told: str, kind: str = "chart"
) -> Markup:
    """A whole drawing. `key` makes its ids its own on a page; `told` says what it shows."""
    width, height = size
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", told, id=f"{key}-told"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        lang="ja",
        role="img",
        class_=kind,
        aria_labelledby=f"{key}-title {key}-told",
    )


def label(
    words: str,
    at: tuple[float, float],
    *,
    size: float = 12,
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
    halo: str | None = SURFACE,
) -> Markup:
    """Words at a point of their base line; the halo keeps them legible on lines and colours."""
    return tag(
        "text",
        words,
        x=at[0],
        y=at[1],
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=700 if bold else None,
        stroke=halo,
        stroke_width=size / 4 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    stroke: str = LINE,
    width: float = 1,
    dash: str | None = None,
) -> Markup:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def words_width(words: str, size: float) -> float:
    """How wide words are about, in a Japanese gothic: a wide character is as wide as it is high."""
    wide = sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.6 for each in words)
    return wide * size


def some_names(names: Sequence[str], most: int = 12) -> str:
    """Names as they are told: the first few, and how many more."""
    more = f"ほか{len(names) - most}か所" if len(names) > most else ""
    return "、".join(names[:most]) + more


def ticks(low: float, high: float, *, most: int = 8) -> list[float]:
    """Round values from at or below `low` to at or above `high`, at most `most` steps apart."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100):
        first, last = int(low // step), int(-(-high // step))
        if last - first <= most:
            return [float(step * number) for number in range(first, max(last, first + 1) + 1)]
    raise ValueError("the range is too wide for these steps")


def _short(value: str | float | None) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
