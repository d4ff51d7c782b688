"""Knows how one district is drawn for paper: among its named neighbours, with the numbers of its places.

Knows no page and no list: a place's number is the one that it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from gisapp.publish.gap_map_svg import scale_bar, svg_path
from gisapp.publish.gap_words import short_name
from gisapp.publish.svg import BRAND, INK, MUTED, SURFACE, Box, label, picture, tag, words_width

WIDTH, HEIGHT = 560.0, 430.0
_FOOT, _ROOM = 26.0, 0.12
#: Places nearer to each other than this are drawn as one sign with their numbers.
_TOUCHING = 15.0


@dataclass(frozen=True, slots=True)
class Numbered:
    """A place (plane metres) and its number in the list; not `exact` where only its town is known."""

    xy: tuple[float, float]
    number: int
    name: str
    exact: bool = True


def district_map_svg(
    shapes_m: NDArray[np.object_],
    names: Sequence[str],
    at: int,
    places: Sequence[Numbered] = (),
    *,
    key: str = "district-map",
) -> Markup:
    """District `at` of `shapes_m` (plane metres) in the middle, its neighbours as far as in sight."""
    west, south, east, north = shapely.bounds(shapes_m[at])
    room = _ROOM * max(east - west, north - south, 200.0)
    wide, tall = east - west + 2 * room, north - south + 2 * room
    scale = min(WIDTH / wide, (HEIGHT - _FOOT) / tall)
    middle = (west + east) / 2, (south + north) / 2
    left, top = middle[0] - WIDTH / 2 / scale, middle[1] + (HEIGHT - _FOOT) / 2 / scale

    def pixel(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([(xy[:, 0] - left) * scale, (top - xy[:, 1]) * scale])

    window = shapely.box(left, top - (HEIGHT - _FOOT) / scale, left + WIDTH / scale, top)
    near = [each for each in range(len(shapes_m)) if each != at and shapes_m[each].intersects(window)]
    seen = shapely.intersection(shapely.simplify(shapes_m[[*near, at]], 0.4 / scale), window)
    drawn = shapely.transform(shapely.force_2d(seen), pixel)
    around = [
        tag(
            "path",
            tag("title", names[each]),
            d=svg_path(shape),
            fill="#f1efe9",
            stroke=MUTED,
            stroke_width=0.8,
        )
        for each, shape in zip(near, drawn[:-1], strict=True)
    ]
    own = tag(
        "path", d=svg_path(drawn[-1]), fill="#ffffff", stroke=INK, stroke_width=3, stroke_linejoin="round"
    )
    signs, taken = _signs(places, pixel)
    return picture(
        tag("rect", width=WIDTH, height=HEIGHT - _FOOT, fill="#e4e1da"),
        *around,
        own,
        *_neighbours(drawn[:-1], [names[each] for each in near], taken),
        *signs,
        *scale_bar(scale, WIDTH, HEIGHT),
        size=(WIDTH, HEIGHT),
        key=key,
        title=f"{names[at]}の地図",
        told=f"{names[at]}の形と、まわりの区域、番号を付けた場所の位置です。番号は下の一覧の番号です。",
    )


def _signs(places: Sequence[Numbered], pixel: object) -> tuple[list[Markup], list[Box]]:
    """A sign for each group of places that touch, with their numbers."""
    groups: list[tuple[tuple[float, float], list[Numbered]]] = []
    for place in places:
        x, y = pixel(np.array([place.xy]))[0]  # type: ignore[operator]
        near = (group for group in groups if np.hypot(group[0][0] - x, group[0][1] - y) < _TOUCHING)
        joined = next(near, None)
        if joined:
            joined[1].append(place)
        else:
            groups.append(((float(x), float(y)), [place]))
    drawn, taken = [], []
    for (x, y), held in groups:
        words = "・".join(str(each.number) for each in held[:3]) + ("…" if len(held) > 3 else "")
        half = max(words_width(words, 11) / 2 + 4, 9.0)
        exact = all(each.exact for each in held)
        box = Box(x - half, y - 9, x + half, y + 9)
        taken.append(box)
        drawn.append(
            tag(
                "g",
                tag("title", "、".join(f"{each.number} {each.name}" for each in held)),
                tag(
                    "rect",
                    x=box.left,
                    y=box.top,
                    width=2 * half,
                    height=18,
                    rx=9,
                    fill=BRAND if exact else SURFACE,
                    stroke=SURFACE if exact else BRAND,
                    stroke_width=1.5,
                    stroke_dasharray=None if exact else "3 2",
                ),
                label(
                    words,
                    (x, y + 4),
                    size=11,
                    anchor="middle",
                    bold=True,
                    fill="#ffffff" if exact else BRAND,
                    halo=None,
                ),
            )
        )
    return drawn, taken


def _neighbours(shapes: NDArray[np.object_], names: Sequence[str], taken: list[Box]) -> list[Markup]:
    """Names where there is room for them."""
    written: list[Markup] = []
    for shape, name in sorted(zip(shapes, names, strict=True), key=lambda pair: -pair[0].area):
        if shape.is_empty:
            continue
        words, (x, y) = short_name(name), shapely.get_coordinates(shapely.point_on_surface(shape))[0]
        half = words_width(words, 12) / 2
        x = min(max(x, half + 4), WIDTH - half - 4)
        box = Box(x - half, y - 7, x + half, y + 7)
        if not any(box.meets(other) for other in taken):
            taken.append(box)
            written.append(
                label(words, (float(x), float(y) + 4), size=12, anchor="middle", fill=INK, halo="#f1efe9")
            )
    return written
