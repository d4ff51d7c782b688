"""Knows a chart's plot: where values lie in it, its lines, ticks and words. Knows no figure and no mark."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from gisapp.publish.svg import INK, MUTED, Box, label, line, tag

FIFTHS = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]


class Frame:
    """A plot's box, and where values lie in it."""

    def __init__(self, box: Box, across: tuple[float, float], upwards: tuple[float, float]) -> None:
        self.box, self.across, self.upwards = box, across, upwards

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where these values are drawn."""
        (x0, x1), (y0, y1) = self.across, self.upwards
        left = self.box.left + (x - x0) / (x1 - x0) * (self.box.right - self.box.left)
        return left, self.box.bottom - (y - y0) / (y1 - y0) * (self.box.bottom - self.box.top)


def grid(frame: Frame, across: Sequence[float], upwards: Sequence[float]) -> list[Markup]:
    """Lines and numbers at these values, and the two axes."""
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


def axis_words(frame: Frame, across: str, upwards: str) -> list[Markup]:
    """What is told across and upwards."""
    box = frame.box
    middle = (box.top + box.bottom) / 2
    beside = label(upwards, (0, 0), size=13, anchor="middle", halo=None)
    return [
        label(across, ((box.left + box.right) / 2, box.bottom + 40), size=13, anchor="middle", halo=None),
        tag("g", beside, transform=f"translate({box.left - 40:g} {middle:g}) rotate(-90)"),
    ]
